"""Phrases that look like a cue to a word counter: the raw material of near misses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

LONGEST_LINE = 20_000
"""Characters of one line that are searched; nobody's near miss lies further in."""


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = json.loads(files("closedetect").joinpath("surface.json").read_text(encoding="utf-8"))
    return tuple((cue, re.compile(pattern, re.IGNORECASE)) for cue, pattern in data["phrases"])


def surface_phrases(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and the likeliest cue of each phrase that looks like a cue, overlaps left out.

    Examples
    --------
    >>> list(surface_phrases("My cousin said hire me."))
    [(15, 22, 'job_request')]
    """
    text = text[:LONGEST_LINE].replace("\u2019", "'")
    found = [
        (match.start(), match.end(), cue) for cue, pattern in _phrases() for match in pattern.finditer(text)
    ]
    last = 0
    for start, end, cue in sorted(found, key=lambda item: (item[0], -item[1])):
        if start >= last:
            yield start, end, cue
            last = end
