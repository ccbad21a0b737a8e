"""Page: a text and everything found in it that the layouts are told apart by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from closedetect.reading.header import Header, find_header, find_legend
from closedetect.reading.heads import Head, find_heads, find_inline, speakers_among
from closedetect.reading.lines import Line, split_lines
from closedetect.reading.names import role_of

_LONG_LINE = 400  # characters a line has on average where whole interviews stand on one line


@dataclass(frozen=True)
class Page:
    """A text and what was found in it, worked out once and only when asked for.

    Parameters
    ----------
    text : str
        The text as given.
    name : str, optional
        Its name.

    Examples
    --------
    >>> sorted(Page("Interviewer: Hi.\\nAna: Hello.").speakers)
    ['Ana', 'Interviewer']
    """

    text: str
    name: str | None = None

    @cached_property
    def lines(self) -> list[Line]:
        """Lines that are not blank."""
        return split_lines(self.text)

    @cached_property
    def heads(self) -> list[Head]:
        """Everything at the beginning of a line that might be a label."""
        return find_heads(self.text, self.lines)

    @cached_property
    def header(self) -> Header:
        """The header block."""
        return find_header(self.text, self.lines, self.heads)

    @cached_property
    def legend(self) -> tuple[int | None, dict[str, str]]:
        """Line and content of the legend of letters."""
        return find_legend(self.text, self.lines)

    @cached_property
    def body(self) -> int:
        """Index of the first line after header and legend."""
        line = self.legend[0]
        return max(self.header.lines, 0 if line is None else line + 1)

    @property
    def is_dense(self) -> bool:
        """True where the lines are few and long, so that one may hold many turns."""
        return len(self.lines) <= 3 or len(self.text) > _LONG_LINE * len(self.lines)

    @cached_property
    def inline(self) -> dict[int, list[Head]]:
        """Line to the labels in the middle of it, in a dense text only."""
        if not self.is_dense:
            return {}
        starts = {head.line: head.body for head in self.heads}
        found: dict[int, list[Head]] = {}
        for i in range(self.body, len(self.lines)):
            line = self.lines[i]
            heads = find_inline(self.text, starts.get(i, line.start), line.end, i)
            if heads:
                found[i] = heads
        return found

    @cached_property
    def speakers(self) -> set[str]:
        """The labels before a colon that are taken for speakers."""
        heads = [head for head in self.heads if head.line >= self.body]
        inline = [head for heads in self.inline.values() for head in heads]
        # A label alone on its line belongs to the line below.
        alone = sum(head.body >= self.lines[head.line].end for head in heads)
        found = speakers_among([*heads, *inline], len(self.lines) - self.body - alone + len(inline))
        counts = Counter(head.label for head in (*heads, *inline))
        if sum(counts[label] >= 2 for label in found) < 2:
            return found
        # Where two people take turns on one line, "For migrations: one" is no third.
        once = {head.label for head in inline if counts[head.label] == 1 and head.kind != "role"}
        return found - once

    @cached_property
    def spoken_heads(self) -> dict[int, Head]:
        """Line to the head at its beginning, of speakers only."""
        return {
            head.line: head for head in self.heads if head.line >= self.body and head.label in self.speakers
        }

    @cached_property
    def n_heads(self) -> int:
        """How many labels before a colon name a speaker."""
        inline = sum(head.label in self.speakers for heads in self.inline.values() for head in heads)
        return len(self.spoken_heads) + inline

    @cached_property
    def roles(self) -> dict[str, str]:
        """Roles that header or legend give to labels, case folded."""
        roles = {key.casefold(): role_of(who) for key, who in self.legend[1].items()}
        return {**{key: role for key, role in roles.items() if role}, **self.header.roles}
