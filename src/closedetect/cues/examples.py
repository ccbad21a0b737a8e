"""Labelled text in the one form that every tagger trains on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from closedetect.corpus import Ending, Mark, Utterance
from closedetect.labels import Label

_WITHDRAWN = re.compile(r"retract|withdr|unsay|takes? (?:it|the|that)\b.*back", re.IGNORECASE)
"""How the notes of endings speak of a retraction."""


@dataclass(frozen=True)
class Example:
    """An utterance or an ending to train a tagger on.

    Attributes
    ----------
    lines : tuple of (str, str)
        Role and words.
    marks : tuple of tuple of Mark
        The triggers in each line.
    cue : str or None
        The strongest cue of the only candidate line, None for an ending (its unmarked lines hold "other").
    label : str
        What the example earns as a whole.
    writer, group : str
        Who wrote it; examples of one group (minimal pairs) never fall into different splits.
    withdrawn : bool
        Whether the candidate takes something back: the words taken back are not marked, so a line without
        marks may still read like a cue.
    """

    lines: tuple[tuple[str, str], ...]
    marks: tuple[tuple[Mark, ...], ...]
    cue: str | None
    label: Label
    writer: str
    group: str
    withdrawn: bool = False


def from_utterance(utterance: Utterance, group: str | None = None) -> Example:
    """Return an utterance, with the interviewer's words before it, as an example."""
    before = (("interviewer", utterance.before),) if utterance.before else ()
    return Example(
        lines=(*before, ("candidate", utterance.text)),
        marks=((),) * len(before) + (utterance.marks,),
        cue=utterance.cue,
        label=utterance.label,
        writer=utterance.writer,
        group=group or utterance.id,
    )


def from_ending(ending: Ending) -> Example:
    """Return the ending part of a labelled ending or full transcript, turns of one role joined."""
    lines: list[tuple[str, str]] = []
    marks: list[tuple[Mark, ...]] = []
    for turn in ending.turns[ending.ending_start :]:
        role = "candidate" if turn.is_candidate else "interviewer"
        if lines and lines[-1][0] == role:
            shift = len(lines[-1][1]) + 1
            lines[-1] = (role, f"{lines[-1][1]} {turn.text}")
            marks[-1] += tuple(Mark(m.start + shift, m.end + shift, m.cue) for m in turn.marks)
        else:
            lines.append((role, turn.text))
            marks.append(turn.marks)
    group = ending.fields.get("group", ending.id)
    withdrawn = bool(_WITHDRAWN.search(ending.fields.get("note", "")))
    return Example(tuple(lines), tuple(marks), None, ending.label, ending.writer, group, withdrawn)


def examples(utterances: Iterable[Utterance], endings: Iterable[Ending]) -> list[Example]:
    """Return utterances and endings as examples, in that order."""
    return [from_utterance(u) for u in utterances] + [from_ending(e) for e in endings]
