"""Why this label: triggers with their exact shares, near misses with reasons, one line of advice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc

from closedetect.cancel import cancel_reason
from closedetect.cues.phrases import trimmed
from closedetect.cues.tags import TAG_NAMES, Floats
from closedetect.dialogue import Line
from closedetect.labels import CUES_BY_LABEL, LABEL_OF_CUE, LABELS, LEVEL, Label
from closedetect.pipeline import CUES, LINES, SEGMENTS
from closedetect.result import NearMiss, Result, Trigger
from closedetect.surface import surface_phrases
from closedetect.transcript import Transcript

SHOWN_FROM = 0.5
"""A phrase is a trigger from this score on (the best one always, if the label needs one)."""
MOST_NEAR_MISSES = 12


@dataclass(frozen=True)
class Phrase:
    """A cue phrase in an ending: line, characters of the line, cue, score, and the segment it lies in."""

    line: int
    start: int
    end: int
    cue: str
    score: float
    segment: int | None


def phrases(doc: Doc) -> list[Phrase]:
    """Return the cue phrases that the tagger found in an ending Doc."""
    group = doc.spans[CUES]
    segments = list(doc.spans[SEGMENTS])
    found = []
    for span, score, (line, start, end) in zip(group, group.attrs["scores"], group.attrs["offsets"], strict=True):
        inside = next((i for i, s in enumerate(segments) if s.start <= span.start < s.end), None)
        found.append(Phrase(line, start, end, span.label_, score, inside))
    return found


def choose_phrases(doc: Doc, label: Label) -> list[Phrase]:
    """Return the phrases that earned a label: of its level or a weaker one above ``no_close``."""
    if label == "no_close":
        return []
    found = phrases(doc)
    kept = [p for p in found if p.score >= SHOWN_FROM and LEVEL[LABEL_OF_CUE[p.cue]] <= LEVEL[label]]
    if not any(LABEL_OF_CUE[p.cue] == label for p in kept):
        best = _best_phrase(doc, found, label)
        if best is not None:
            kept = [p for p in kept if not (p.line == best.line and p.start < best.end and best.start < p.end)]
            kept.append(best)
    return sorted(kept, key=lambda p: (p.line, p.start))


def _best_phrase(doc: Doc, found: list[Phrase], label: Label) -> Phrase | None:
    """The label stands but no sure phrase of its level does: its best phrase, else its best segment."""
    same = [p for p in found if LABEL_OF_CUE[p.cue] == label]
    if same:
        return max(same, key=lambda p: p.score)
    scores = np.asarray(doc.spans[SEGMENTS].attrs["scores"], dtype=float).reshape(-1, len(TAG_NAMES))
    if not len(scores):
        return None
    columns = [TAG_NAMES.index(cue) for cue in CUES_BY_LABEL[label]]
    at = int(scores[:, columns].sum(axis=1).argmax())
    cue = CUES_BY_LABEL[label][int(scores[at, columns].argmax())]
    inside = [p for p in found if p.segment == at]
    if inside:
        widest = max(inside, key=lambda p: p.end - p.start)
        return Phrase(widest.line, widest.start, widest.end, cue, widest.score, at)
    segment = doc.spans[SEGMENTS][at]
    for index, line in enumerate(doc.spans[LINES]):
        if line.start <= segment.start < line.end:
            at_char = segment.start_char - line.start_char
            start, end = trimmed(line.text, at_char, at_char + len(segment.text))
            if start == end:  # nothing but marks: show them
                start, end = at_char, at_char + len(segment.text)
            return Phrase(index, start, end, cue, float(scores[at, columns].sum()), at)
    return None


def share_out(
    chosen: Sequence[Phrase], contributions: Floats, sources: Sequence[int | None]
) -> tuple[Floats, Floats]:
    """Split feature contributions among the chosen phrases.

    A column's contribution goes to the phrases in the segment that its value comes from, in proportion to
    their scores; what comes from no chosen phrase's segment is the remainder.

    Returns
    -------
    (ndarray of shape (n_labels, n_phrases), ndarray of shape (n_labels,))
        Shares of the phrases, and the remainder: together they sum to the contributions.
    """
    shares = np.zeros((contributions.shape[0], len(chosen)))
    rest = np.zeros(contributions.shape[0])
    for column, source in enumerate(sources):
        owners = [i for i, p in enumerate(chosen) if source is not None and p.segment == source]
        if not owners:
            rest += contributions[:, column]
            continue
        weights = np.array([max(chosen[i].score, 1e-6) for i in owners])
        for i, weight in zip(owners, weights / weights.sum(), strict=True):
            shares[:, i] += contributions[:, column] * weight
    return shares, rest


def make_triggers(
    transcript: Transcript, lines: Sequence[Line], chosen: Sequence[Phrase], shares: Floats
) -> tuple[Trigger, ...]:
    """Turn phrases into triggers with offsets into the transcript's text."""
    return tuple(
        Trigger(
            text=transcript.text[start:end],
            start=start,
            end=end,
            turn=turn,
            speaker=transcript.turns[turn].speaker,
            cue=p.cue,
            label=LABEL_OF_CUE[p.cue],
            contribution=float(share),
            time=transcript.turns[turn].time,
        )
        for p, share in zip(chosen, shares, strict=True)
        for start, end, turn in [_place(transcript, lines[p.line], p.start, p.end)]
    )


def _place(transcript: Transcript, line: Line, start: int, end: int) -> tuple[int, int, int]:
    assert line.turn is not None
    a, b = line.turn.locate(start, end)
    turn = next(
        (i for i in range(line.first_turn, line.last_turn + 1) if a < transcript.turns[i].end), line.last_turn
    )
    return a, b, turn


def find_near_misses(
    transcript: Transcript,
    before: Sequence[Line],
    lines: Sequence[Line],
    triggers: Sequence[Trigger],
) -> tuple[NearMiss, ...]:
    """List the phrases that look like cues and earned nothing, each with the reason.

    Parameters
    ----------
    transcript : Transcript
        The interview.
    before, lines : sequence of Line
        What was said before the ending, and the ending.
    triggers : sequence of Trigger
        What did earn something.
    """
    found: list[NearMiss] = []
    for line in [*lines, *reversed(before)]:
        in_ending = line in lines
        if not in_ending and not line.is_candidate:
            continue
        for start, end, cue in surface_phrases(line.text):
            a, b, turn = _place(transcript, line, start, end)
            if any(t.start < b and a < t.end for t in triggers):
                continue
            reason = _reason(line, start, end, in_ending)
            speaker = transcript.turns[turn].speaker
            found.append(NearMiss(transcript.text[a:b], a, b, turn, speaker, cue, reason))
        if len(found) >= MOST_NEAR_MISSES:
            break
    return tuple(sorted(found[:MOST_NEAR_MISSES], key=lambda miss: miss.start))


def _reason(line: Line, start: int, end: int, in_ending: bool) -> str:
    if not line.is_candidate:
        return "said by the interviewer"
    if not in_ending:
        return "said before the ending"
    return cancel_reason(line.text, start, end) or _TOO_WEAK


_TOO_WEAK = "not sure enough of wanting or asking for this job, as it is said here"
_ADVICE = {
    "direct_ask": "The job was asked for{words}.",
    "soft_interest": "Interest was stated{words}; the job was never asked for.",
    "no_close": "Neither interest in the job nor a request for it was found in the ending{words}.",
}


def advice(result: Result) -> str:
    """Return one factual line built from what was and wasn't found."""
    if result.problem:
        return f"Not judged: {result.problem}."
    strongest = [t for t in result.triggers if t.label == result.label]
    words = ""
    if strongest:
        quoted = re.sub(r"\s+", " ", max(strongest, key=lambda t: t.contribution).text)
        words = f" (\u201c{quoted}\u201d)"
    elif any(miss.reason == "said before the ending" for miss in result.near_misses):
        words = "; what sounded keen was said earlier and does not count"
    return _ADVICE[result.label].format(words=words)


def label_of(probabilities: Floats) -> Label:
    """Return the likeliest label."""
    return LABELS[int(np.argmax(probabilities))]
