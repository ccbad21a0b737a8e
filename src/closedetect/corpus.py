"""The labelled text in its readable form: parse it, validate every line, say where it fails.

Two line formats, described in ``data/README.md``: utterances (three tab-separated fields, one utterance a
line) and endings (a ``#`` header and one turn a line). Triggers stand in ``[[double brackets]]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from closedetect.labels import CUES, LABEL_OF_CUE, LABELS, LEVEL, TRIGGER_CUES, Label, strongest

_BRACKET = re.compile(r"\[\[([^\[\]]*)\]\]")
_HEADER = re.compile(r"# (?P<id>\S+) (?P<label>\w+) \| (?P<rest>.+)")
_TURN = re.compile(r"(?P<who>I\d?|C) (?P<words>\S.*)")
ENDING_MARK = "--- ending"


class CorpusError(ValueError):
    """A labelled file breaks its format; the message names file, line and reason."""

    def __init__(self, path: object, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


@dataclass(frozen=True)
class Mark:
    """A labelled trigger: characters ``start`` to ``end`` of the clean text, and its cue type."""

    start: int
    end: int
    cue: str


@dataclass(frozen=True)
class Utterance:
    """One labelled utterance of a candidate.

    ``before`` holds the interviewer's words just before it (or ""), ``marks`` its triggers.
    """

    id: str
    cue: str
    before: str
    text: str
    marks: tuple[Mark, ...]
    writer: str
    line: int

    @property
    def label(self) -> Label:
        """The label that the utterance's strongest cue earns."""
        return LABEL_OF_CUE[self.cue]


@dataclass(frozen=True)
class EndingTurn:
    """One turn of a labelled ending: ``who`` is ``"C"`` or ``"I"``, ``"I2"``, ``"I3"``."""

    who: str
    text: str
    marks: tuple[Mark, ...]

    @property
    def is_candidate(self) -> bool:
        """Whether the candidate says it."""
        return self.who == "C"


@dataclass(frozen=True)
class Ending:
    """One labelled ending, or a full transcript whose ending begins at turn ``ending_start``."""

    id: str
    label: Label
    turns: tuple[EndingTurn, ...]
    ending_start: int
    writer: str
    fields: dict[str, str]
    line: int

    def render(self, interviewer: str = "Interviewer", candidate: str = "Candidate") -> str:
        """Return the turns as text, one ``Speaker: words`` line each."""
        names = {"C": candidate, "I": interviewer}
        return "\n".join(f"{names.get(t.who, f'{interviewer} {t.who[1:]}')}: {t.text}" for t in self.turns)


def strip_brackets(text: str, default_cue: str | None = None) -> tuple[str, tuple[Mark, ...]]:
    """Split bracketed text into clean text and marks.

    Parameters
    ----------
    text : str
        Text with triggers as ``[[words]]`` or ``[[words|cue]]``.
    default_cue : str, optional
        Cue of the brackets that name none.

    Returns
    -------
    (str, tuple of Mark)
        Text without brackets; marks in characters of it.

    Raises
    ------
    ValueError
        If brackets are unbalanced, empty, padded with blanks, or a cue is unknown or earns nothing.

    Examples
    --------
    >>> strip_brackets("So, [[am I hired|job_request]]?")
    ('So, am I hired?', (Mark(start=4, end=14, cue='job_request'),))
    """
    clean: list[str] = []
    marks: list[Mark] = []
    at = length = 0
    for found in _BRACKET.finditer(text):
        words, _, cue = found[1].partition("|")
        _check_bracket(words, cue or default_cue)
        clean += [text[at : found.start()], words]
        length += found.start() - at
        marks.append(Mark(length, length + len(words), cue or str(default_cue)))
        length += len(words)
        at = found.end()
    clean.append(text[at:])
    plain = "".join(clean)
    if "[[" in plain or "]]" in plain:
        raise ValueError("unbalanced double brackets")
    return plain, tuple(marks)


def _check_bracket(words: str, cue: str | None) -> None:
    if not words or words != words.strip():
        raise ValueError(f"bracket {words!r} is empty or has blanks at its edge")
    if cue not in TRIGGER_CUES:
        raise ValueError(f"bracket {words!r} has cue {cue!r}; allowed: {', '.join(TRIGGER_CUES)}")


def read_utterances(path: str | Path) -> Iterator[Utterance]:
    """Yield the utterances of a ``.tsv`` file, each checked.

    Raises
    ------
    CorpusError
        At the first line with a wrong number of fields, an unknown cue, a wrong bracket, or brackets
        that do not agree with the line's cue.
    """
    path = Path(path)
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        fields = line.split("\t")
        if len(fields) != 3:
            raise CorpusError(path.name, number, f"{len(fields)} tab-separated fields, not 3")
        cue, before, raw = (field.strip() for field in fields)
        if cue not in CUES:
            raise CorpusError(path.name, number, f"unknown cue {cue!r}; allowed: {', '.join(CUES)}")
        try:
            text, marks = strip_brackets(raw, cue)
        except ValueError as error:
            raise CorpusError(path.name, number, str(error)) from None
        _check_cue(path.name, number, cue, marks)
        yield Utterance(f"{path.stem}-{number:04d}", cue, before, text, marks, path.stem, number)


def _check_cue(name: str, number: int, cue: str, marks: tuple[Mark, ...]) -> None:
    """A line's cue is the strongest of its brackets; a line that earns nothing has none."""
    if LABEL_OF_CUE[cue] == "no_close":
        if marks:
            raise CorpusError(name, number, f"cue {cue!r} earns nothing, yet words are bracketed")
    elif cue not in {mark.cue for mark in marks}:
        raise CorpusError(name, number, f"no bracket carries the line's cue {cue!r}")
    elif LEVEL[strongest(mark.cue for mark in marks)] > LEVEL[LABEL_OF_CUE[cue]]:
        raise CorpusError(name, number, f"a bracket is stronger than the line's cue {cue!r}")


def read_endings(path: str | Path) -> Iterator[Ending]:
    """Yield the endings (or full transcripts) of a ``.txt`` file, each checked.

    Raises
    ------
    CorpusError
        At the first block whose header, turns or brackets are wrong, or whose label is not the one
        that its strongest bracket earns.
    """
    path = Path(path)
    seen: set[str] = set()
    for number, block in _blocks(path.read_text(encoding="utf-8")):
        ending = _parse_block(path, number, block)
        if ending.id in seen:
            raise CorpusError(path.name, number, f"the id {ending.id} stands twice")
        seen.add(ending.id)
        yield ending


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            block.append(line.rstrip("\r"))
        elif block:
            yield number - len(block), block
            block = []


def _parse_block(path: Path, number: int, block: list[str]) -> Ending:
    header = _HEADER.fullmatch(block[0])
    if not header or header["label"] not in LABELS:
        raise CorpusError(path.name, number, f"header {block[0]!r} is not '# id label | key: value; …'")
    turns: list[EndingTurn] = []
    start = 0
    for offset, line in enumerate(block[1:], 1):
        if line.strip() == ENDING_MARK:
            start = len(turns)
            continue
        turns.append(_parse_turn(path.name, number + offset, line))
    label: Label = header["label"]
    earned = strongest(mark.cue for turn in turns[start:] for mark in turn.marks)
    if earned != label:
        raise CorpusError(path.name, number, f"label {label} but the brackets of the ending earn {earned}")
    if any(turn.marks for turn in turns[:start]):
        raise CorpusError(path.name, number, "a bracket stands before the ending")
    # The note comes last and is free text: its semicolons separate nothing.
    known, _, note = header["rest"].partition("note: ")
    fields = dict(part.strip().partition(": ")[::2] for part in known.split(";") if part.strip())
    fields |= {"note": note} if note else {}
    return Ending(header["id"], label, tuple(turns), start, path.stem, fields, number)


def _parse_turn(name: str, number: int, line: str) -> EndingTurn:
    found = _TURN.fullmatch(line)
    if not found:
        raise CorpusError(name, number, f"turn {line[:40]!r} does not start with 'I ', 'I2 ' or 'C '")
    try:
        text, marks = strip_brackets(found["words"])
    except ValueError as error:
        raise CorpusError(name, number, str(error)) from None
    if marks and found["who"] != "C":
        raise CorpusError(name, number, "words of an interviewer are bracketed")
    return EndingTurn(found["who"], text.strip(), marks)
