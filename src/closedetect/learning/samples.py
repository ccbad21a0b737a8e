"""Endless variety from finite text: what is laid before the encoder in each epoch.

An utterance is shown alone, among others as a conversation, joined to want-free talk in one long turn, or
put into a real ending that earns nothing; endings are shown whole, and those that earn something also without
the sentences that earn it. Conversations in which nobody wants anything are added: most real talk is such talk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from closedetect.corpus import Mark
from closedetect.cues.examples import Example
from closedetect.labels import CUES, LABEL_OF_CUE, LEVEL, TRIGGER_CUES, strongest

TOKEN_CLASSES = ("other", *TRIGGER_CUES)
UNKNOWN = -1
MIX = {"alone": 0.38, "in a row": 0.20, "joined": 0.15, "placed": 0.27}
"""How often a line is shown in which way."""
EMPTIED = 0.6
"""How many of the endings that earn something an epoch also shows without what earns it."""
LEARNED = 0.5
"""How many of the lines and emptied endings that were learned from before an epoch shows again; of the endings twice as
many."""
WANT_FREE = 0.06
"""Conversations of want-free talk alone, for each utterance of the corpus."""
_SENTENCE = re.compile(r"[^.!?]+[.!?]*\s*")
_LONGEST_BRIDGE = 160


@dataclass(frozen=True)
class Said:
    """One line: who says it, the words, the token class of each character, its cue and level.

    ``cue`` and ``level`` are :data:`UNKNOWN` where the labels don't say; ``known`` is False where even the
    missing marks can't be trusted (words that were withdrawn later).
    """

    candidate: bool
    text: str
    classes: npt.NDArray[np.int8]
    cue: int = UNKNOWN
    level: int = UNKNOWN
    known: bool = True


Conversation = tuple[list[Said], int]
"""Lines, and the label of the whole (:data:`UNKNOWN` if it is doubtful)."""


def _said(role: str, text: str, marks: Sequence[Mark], cue: str | None, withdrawn: bool) -> Said:
    classes = np.zeros(len(text), np.int8)
    # Inner marks are painted last, over those around them.
    for mark in sorted(marks, key=lambda m: m.start - m.end):
        classes[mark.start : mark.end] = TOKEN_CLASSES.index(mark.cue)
    if role != "candidate":
        return Said(False, text, classes, known=False)
    cues = [mark.cue for mark in marks]
    cue = cue or max(cues, key=lambda c: LEVEL[LABEL_OF_CUE[c]], default=None)
    if withdrawn and not cues:
        return Said(True, text, classes, known=False)
    level = LEVEL[LABEL_OF_CUE[cue]] if cue else LEVEL[strongest(cues)]
    return Said(True, text, classes, CUES.index(cue) if cue else UNKNOWN, level)


def lines_of(example: Example) -> list[Said]:
    """Return the lines of an example."""
    return [
        _said(role, text, marks, example.cue if role == "candidate" else None, example.withdrawn)
        for (role, text), marks in zip(example.lines, example.marks, strict=True)
    ]


def joined(parts: Sequence[Said]) -> Said:
    """Return several things said in one breath as one line; its level is the strongest."""
    gap = np.zeros(1, np.int8)
    classes = [piece for i, part in enumerate(parts) for piece in ((gap,) if i else ()) + (part.classes,)]
    top = max(parts, key=lambda part: part.level)
    return Said(True, " ".join(p.text for p in parts), np.concatenate(classes), top.cue, top.level)


def without_triggers(said: Said) -> Said | None:
    """Return a line without its sentences that hold a trigger, None if nothing is left."""
    parts = [found.span() for found in _SENTENCE.finditer(said.text)]
    kept = [slice(*part) for part in parts if not said.classes[slice(*part)].any()]
    text = "".join(said.text[part] for part in kept).strip()
    if not any(c.isalnum() for c in text):
        return None
    return Said(True, text, np.zeros(len(text), np.int8), UNKNOWN, 0)


def _exchanges(lines: Sequence[Said]) -> list[list[Said]]:
    """The candidate's turns whose level is known, each with the interviewer's words before it."""
    return [
        [*([lines[i - 1]] if i and not lines[i - 1].candidate else []), said]
        for i, said in enumerate(lines)
        if said.candidate and said.level == 0
    ]


class Sampler:
    """Draws the conversations of an epoch.

    Parameters
    ----------
    examples : sequence of Example
        Labelled utterances and endings.
    pairs : float
        How many pairs of wants said in one breath an epoch shows, for each utterance of the corpus.
    copies : int
        How often an epoch shows each ending whole.
    learned : int
        The first so many examples were learned from before.
    rehearsed : float
        Share of what was learned from before that an epoch shows again; see :data:`LEARNED`.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        pairs: float = 0.0,
        copies: int = 2,
        learned: int = 0,
        rehearsed: float = LEARNED,
    ) -> None:
        self.pairs, self.copies, self.rehearsed = pairs, copies, rehearsed
        disinterest, reported = CUES.index("disinterest"), CUES.index("reported")
        self.lines = [lines_of(e) for e in examples if e.cue is not None]
        self.endings = [(lines_of(e), LEVEL[e.label]) for e in examples if e.cue is None]
        self.learned_lines = sum(e.cue is not None for e in examples[:learned])
        self.learned_endings = learned - self.learned_lines
        new = [i >= learned for i, e in enumerate(examples) if e.cue is None]
        earns = [LEVEL[e.label] > 0 and not e.withdrawn and any(e.marks) for e in examples if e.cue is None]
        self.earning = [(lines, n) for (lines, _), n, earned in zip(self.endings, new, earns, strict=True) if earned]
        quiet = [line[-1] for line in self.lines if line[-1].level == 0 and line[-1].cue != disinterest]
        alone = [line[-1] for line in self.lines if len(line) == 1]
        self.fillers = [s for s in alone if s.level == 0 and s.cue not in (disinterest, reported)] or quiet
        self.quiet = [line for line in self.lines if line[-1].level == 0]
        self.wants = [s for s in alone if s.level > 0]
        self.hosts = [lines for lines, level in self.endings if level == 0]
        self.replies = [pair for lines in self.hosts for pair in _exchanges(lines)]
        self.bridges = [
            s
            for lines, _ in self.endings
            for s in lines
            if not s.candidate and "?" not in s.text and len(s.text) < _LONGEST_BRIDGE
        ]

    def epoch(self, random: np.random.Generator) -> list[Conversation]:
        """Return an epoch's conversations.

        Every line comes once, in a way drawn for it, every ending ``copies`` times (less of what was learned from
        before); want-free talk is added.
        """
        drawn: list[Conversation] = []
        waiting: list[list[Said]] = []
        ways = random.choice(list(MIX), len(self.lines), p=list(MIX.values()))
        for i in random.permutation(len(self.lines)):
            if i < self.learned_lines and random.random() >= self.rehearsed:
                continue
            line, way = self.lines[i], ways[i] if self.hosts or ways[i] != "placed" else "alone"
            if way == "in a row":
                waiting.append(line)
            elif way == "alone":
                drawn.append((self._bridged(line, random) if random.random() < 0.25 else line, line[-1].level))
            elif way == "joined":
                drawn.append((self._longer(line, random), line[-1].level))
            else:
                drawn.append(_judged(self._placed(line, random)))
        while waiting:
            n = int(random.integers(2, 6))
            part, waiting = waiting[:n], waiting[n:]
            drawn.append(_judged([said for line in part for said in self._bridged(line, random)]))
        shown = len(self.lines) - (1 - self.rehearsed) * self.learned_lines
        drawn += [self._pair(random) for _ in range(round(self.pairs * shown) if self.wants else 0)]
        drawn += [self._want_free(random) for _ in range(round(WANT_FREE * shown))]
        shares = [(lines, EMPTIED if new else EMPTIED * self.rehearsed) for lines, new in self.earning]
        drawn += [(self._emptied(lines, random), 0) for lines, share in shares if random.random() < share]
        learned, new = self.endings[: self.learned_endings], self.endings[self.learned_endings :]
        again = [ending for ending in learned if random.random() < 2 * self.rehearsed]
        return drawn + again + new * self.copies

    def _pair(self, random: np.random.Generator) -> Conversation:
        """Two wants, or a want and talk that wants nothing, in one breath after an interviewer's words."""
        first, second = (self.wants[random.integers(len(self.wants))] for _ in range(2))
        lead = [self.fillers[random.integers(len(self.fillers))]] if random.random() < 0.5 else []
        return _judged(self._bridged([joined([*lead, first, second])], random))

    def _want_free(self, random: np.random.Generator) -> Conversation:
        """A conversation of several turns of which none wants anything: the plainest and the likeliest."""
        pool = [pool for pool in (self.quiet, self.replies) if pool]
        talk: list[Said] = []
        for _ in range(int(random.integers(2, 7))):
            drawn = pool[random.integers(len(pool))]
            talk += self._bridged(drawn[random.integers(len(drawn))], random)
        return talk, 0

    def _emptied(self, lines: list[Said], random: np.random.Generator) -> list[Said]:
        """An ending without the sentences that hold a trigger: what is said around a want must not tell of it."""
        emptied = []
        for said in lines:
            if said.candidate and said.classes.any():
                said = without_triggers(said) or self.fillers[random.integers(len(self.fillers))]
            emptied.append(said)
        return emptied

    def _bridged(self, line: list[Said], random: np.random.Generator) -> list[Said]:
        """A line without the interviewer's words gets some before it that ask nothing."""
        if len(line) > 1 or not self.bridges:
            return line
        return [self.bridges[random.integers(len(self.bridges))], *line]

    def _longer(self, line: list[Said], random: np.random.Generator) -> list[Said]:
        others = [self.fillers[random.integers(len(self.fillers))] for _ in range(random.integers(1, 4))]
        # An answer mostly stands first, right after its question.
        at = 0 if len(line) > 1 and random.random() < 0.6 else int(random.integers(0, len(others) + 1))
        return [*line[:-1], joined([*others[:at], line[-1], *others[at:]])]

    def _placed(self, line: list[Said], random: np.random.Generator) -> list[Said]:
        host = self.hosts[random.integers(len(self.hosts))]
        places = [i for i in range(len(host) + 1) if i == len(host) or not host[i].candidate]
        at = places[random.integers(len(places))]
        before, after = int(random.integers(0, 5)), int(random.integers(0, 5))
        return host[max(0, at - before) : at] + self._bridged(line, random) + host[at : at + after]


def _judged(lines: list[Said]) -> Conversation:
    """A conversation put together by chance: unknown where somebody may have withdrawn something."""
    spoken = [said for said in lines if said.candidate]
    top = max(said.level for said in spoken)
    doubtful = top > 0 and any(said.cue == CUES.index("disinterest") for said in spoken)
    return lines, UNKNOWN if doubtful else top
