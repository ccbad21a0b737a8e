"""How often the candidate is found and the ending starts where it should.

    python benchmarks/stages.py [--json figures.json]

Both learned stages are cross-validated by writer (short interviews in fifths). Endings and full transcripts are
rendered with neutral labels, and as lines without any label. The label of a full transcript's ending is compared with
the default model.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path

import closedetect
from closedetect import datasets
from closedetect.corpus import Ending
from closedetect.ending import find_ending
from closedetect.ending_model import EndingModel
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


def roles_of(ending: Ending) -> list[str]:
    return ["candidate" if t.is_candidate else "interviewer" for t in ending.turns]


def named(ending: Ending) -> Transcript:
    return render(ending, {t.who: "Candidate" if t.is_candidate else f"Interviewer {t.who}" for t in ending.turns})


def starts(transcripts: list[Ending], openings: list[EndingModel]) -> dict:
    """How far the start found is from the labelled one, and whether the label is that of the ending alone."""
    detector = closedetect.load("default")
    off, same = [], []
    for e, opening in zip(transcripts, openings, strict=True):
        found = find_ending(named(e), roles_of(e), opening)
        off.append(found.first_turn - e.ending_start)
        # The same words are judged twice, cut at the start found and at the labelled one.
        labels = {
            detector.classify(cut(e, start), candidate="Candidate", whole=True).label
            for start in {found.first_turn, e.ending_start}
        }
        same.append(len(labels) == 1)
    return {
        "exact": sum(o == 0 for o in off) / len(off),
        "within_2_turns": sum(abs(o) <= 2 for o in off) / len(off),
        "label_as_of_the_ending_alone": sum(same) / len(same),
        "too_early": sum(o < -2 for o in off),
        "too_late": sum(o > 2 for o in off),
        "offsets": sorted(off),
    }


def known_writers(others: list[Ending], transcripts: list[Ending]) -> list[EndingModel]:
    """For each transcript a model that learned from all the others but a fifth."""
    models = [
        EndingModel.train([*others, *(e for i, e in enumerate(transcripts) if i % FOLDS != fold)])
        for fold in range(FOLDS)
    ]
    return [models[i % FOLDS] for i in range(len(transcripts))]


def cut(ending: Ending, start: int) -> list[tuple[str, str]]:
    return [("Candidate" if t.is_candidate else f"Interviewer {t.who}", t.text) for t in ending.turns[start:]]


def kept_whole(endings: list[Ending], opening_for: dict[str, EndingModel]) -> dict:
    """Endings given alone: how many lose a labelled trigger because the start is put too late."""
    lost = []
    for e in endings:
        first = find_ending(named(e), roles_of(e), opening_for[e.writer]).first_turn
        if any(t.marks for t in e.turns[:first]):
            lost.append(e.id)
    return {"kept_all_triggers": 1 - len(lost) / len(endings), "lost": lost[:20]}


def folds(items: list[Ending]) -> list[set[str]]:
    """Writers left out together; the few who wrote full transcripts are left out one by one."""
    full = sorted({e.writer for e in items if e.ending_start})
    rest = sorted({e.writer for e in items} - set(full))
    parts = [{writer} for writer in full] + [set() for _ in range(FOLDS - len(full))]
    for i, writer in enumerate(rest):
        parts[i % FOLDS].add(writer)
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    endings, transcripts = list(datasets.iter_endings()), list(datasets.iter_transcripts())
    interviews = list(datasets.iter_interviews())
    everything = [*endings, *transcripts]
    talk_for, opening_for = {}, {}
    for held in folds(everything):
        kept = [e for e in [*everything, *interviews] if e.writer not in held]
        talk_for |= dict.fromkeys(held, TalkModel.train(kept))
        opening_for |= dict.fromkeys(held, EndingModel.train(kept))
    unseen = [opening_for[e.writer] for e in transcripts]
    figures = {
        "candidate_in_endings": candidates(endings, talk_for),
        "candidate_in_full_transcripts": candidates(transcripts, talk_for),
        "start_in_full_transcripts_of_unseen_writers": starts(transcripts, unseen),
        "start_in_unseen_transcripts_of_known_writers": starts(
            transcripts, known_writers([*endings, *interviews], transcripts)
        ),
        "start_in_unseen_short_interviews": starts(interviews, known_writers(everything, interviews)),
        "endings_alone": kept_whole(endings, opening_for),
    }
    print(json.dumps(figures, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
