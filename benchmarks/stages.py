"""How often the candidate is found and the ending starts where it should.

    python benchmarks/stages.py [--json figures.json]

The talk model is cross-validated by writer. Endings and full transcripts are rendered with neutral labels,
and as lines without any label.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path

from closedetect import datasets
from closedetect.corpus import Ending
from closedetect.ending import find_ending
from closedetect.roles import TalkModel
from closedetect.speakers import UNSURE_BELOW, find_candidate
from closedetect.transcript import Transcript

FOLDS = 5


def render(ending: Ending, names: dict[str, str | None]) -> Transcript:
    return Transcript.from_turns([(names[t.who], t.text) for t in ending.turns])


def neutral(ending: Ending, flip: bool) -> dict[str, str | None]:
    """Speaker 1, 2, … in order of appearance, or the other way round."""
    order = list(dict.fromkeys(t.who for t in ending.turns))
    if flip:
        order.reverse()
    return {who: f"Speaker {i}" for i, who in enumerate(order, 1)}


def lines_alternate(ending: Ending) -> bool:
    roles = [t.is_candidate for t in ending.turns]
    return all(a != b for a, b in pairwise(roles))


def right_roles(ending: Ending, roles: tuple[str, ...]) -> float:
    """Share of the turns whose role is right."""
    right = [(role == "candidate") == t.is_candidate for role, t in zip(roles, ending.turns, strict=True)]
    return sum(right) / len(right)


def candidates(endings: list[Ending], talk_for: dict[str, TalkModel]) -> dict:
    named, sure, lines, all_lines = [], [], [], []
    for e in endings:
        if len({t.is_candidate for t in e.turns}) < 2:
            continue
        talk = talk_for[e.writer]
        for flip in (False, True):
            names = neutral(e, flip)
            found = find_candidate(render(e, names), talk=talk)
            named.append(found.speakers == (names["C"],))
            if not found.unsure:
                sure.append(named[-1])
        found = find_candidate(render(e, {who: None for who in names}), talk=talk)
        (lines if lines_alternate(e) else all_lines).append(right_roles(e, found.roles))
    return {
        "neutral_labels_right": sum(named) / len(named),
        "neutral_labels_sure": len(sure) / len(named),
        f"right_where_sure_(confidence_{UNSURE_BELOW})": sum(sure) / max(1, len(sure)),
        "no_labels_alternating_right": sum(share == 1 for share in lines) / max(1, len(lines)),
        "no_labels_other_turns_right": sum(all_lines) / max(1, len(all_lines)),
    }


def starts(transcripts: list[Ending]) -> dict:
    off = []
    for e in transcripts:
        roles = ["candidate" if t.is_candidate else "interviewer" for t in e.turns]
        names = {t.who: t.who for t in e.turns}
        off.append(find_ending(render(e, names), roles).first_turn - e.ending_start)
    return {
        "exact": sum(o == 0 for o in off) / len(off),
        "within_2_turns": sum(abs(o) <= 2 for o in off) / len(off),
        "too_early": sum(o < -2 for o in off),
        "too_late": sum(o > 2 for o in off),
        "offsets": sorted(off),
    }


def kept_whole(endings: list[Ending]) -> dict:
    """Endings given alone: how many lose a labelled trigger because the start is put too late."""
    lost = []
    for e in endings:
        roles = ["candidate" if t.is_candidate else "interviewer" for t in e.turns]
        first = find_ending(render(e, {t.who: t.who for t in e.turns}), roles).first_turn
        if any(t.marks for t in e.turns[:first]):
            lost.append(e.id)
    return {"kept_all_triggers": 1 - len(lost) / len(endings), "lost": lost[:20]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    endings, transcripts = list(datasets.iter_endings()), list(datasets.iter_transcripts())
    writers = sorted({e.writer for e in [*endings, *transcripts]})
    talk_for = {}
    for fold in range(FOLDS):
        held = set(writers[fold::FOLDS])
        talk = TalkModel.train(e for e in [*endings, *transcripts] if e.writer not in held)
        talk_for |= dict.fromkeys(held, talk)
    figures = {
        "candidate_in_endings": candidates(endings, talk_for),
        "candidate_in_full_transcripts": candidates(transcripts, talk_for),
        "start_in_full_transcripts": starts(transcripts),
        "endings_alone": kept_whole(endings),
    }
    print(json.dumps(figures, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
