"""Cut a turn into the stretches that are judged one by one, never through the middle of a breath.

Punctuated speech is cut at sentence ends. Where a recogniser wrote none, a long run is cut before words
that start a new thought ("so", "and", "but", "um") nearest to a comfortable length.
"""

from __future__ import annotations

import re
from itertools import pairwise

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from closedetect.transcript import encodable

MOST_WORDS = 50_000
"""Words that the shared vocabulary may hold, some 30 MB; ordinary English talk has fewer."""
LONGEST = 40
COMFORTABLE = 22
SHORTEST = 8
_ENDS = frozenset({".", "!", "?", "…", "...", "!!", "??", "?!", ";", "—"})
_STARTS = frozenset([
    "so", "and", "but", "um", "uh", "because", "cause", "well", "okay", "ok", "yeah", "like", "i'm", "then", "also",
    "anyway", "or",
])
_LONG_RUN = re.compile(r"\S{100}")


_shared: Language | None = None


def tokenizer() -> Language:
    """Return the blank English spaCy pipeline whose tokenizer every light-weight stage shares.

    spaCy keeps every word it has met, so a long batch would fill the memory with names and typing errors: once
    the vocabulary holds more than :data:`MOST_WORDS` a fresh pipeline takes its place. Docs made before keep the
    old one.

    Examples
    --------
    >>> tokenizer() is tokenizer()
    True
    """
    global _shared
    nlp = _shared  # read once: another thread may put a fresh one in its place
    if nlp is None or len(nlp.vocab) > MOST_WORDS:
        nlp = _shared = spacy.blank("en")
    return nlp


def make_doc(nlp: Language, text: str) -> Doc:
    """Tokenise text, however long its runs without a blank.

    spaCy's time grows with the square of such a run (of apostrophes, say), so that long ones are cut first.

    Parameters
    ----------
    nlp : Language
        Whose tokenizer to use.
    text : str
        Any text; the Doc's text is the same, but for lone surrogates, which spaCy can't hold: the replacement
        character stands in their place.

    Examples
    --------
    >>> text = "so " + "'" * 5000 + " well"
    >>> make_doc(tokenizer(), text).text == text
    True
    """
    text = encodable(text)
    cuts = [found.end() for found in _LONG_RUN.finditer(text)]
    if not cuts:
        return nlp.make_doc(text)
    parts = [nlp.make_doc(text[a:b]) for a, b in pairwise([0, *cuts, len(text)])]
    words = [token.text for part in parts for token in part]
    return Doc(nlp.vocab, words=words, spaces=[bool(token.whitespace_) for part in parts for token in part])


Token = tuple[str, int, int]
"""A token's normal form (lower case, contractions expanded) and its characters."""


def tokens(text: str) -> list[Token]:
    """Tokenise words with spaCy.

    Parameters
    ----------
    text : str
        One speaker's words.

    Examples
    --------
    >>> tokens("I'd love it")
    [('i', 0, 1), ("'d", 1, 3), ('love', 4, 8), ('it', 9, 11)]
    """
    # A token's norm turns n't into not and 'm into am, whatever the case and the apostrophe.
    return [
        (t.norm_.lower(), t.idx, t.idx + len(t.text)) for t in make_doc(tokenizer(), text) if not t.is_space
    ]


def segment(found: list[Token]) -> list[tuple[int, int]]:
    """Cut tokens into segments.

    Parameters
    ----------
    found : list of Token
        As :func:`tokens` returns them.

    Returns
    -------
    list of (int, int)
        Slices of the token list that cover it without gaps.

    Examples
    --------
    >>> segment(tokens("Thank you. When can I start?"))
    [(0, 3), (3, 8)]
    """
    cuts: list[tuple[int, int]] = []
    start = 0
    for i, (word, _, _) in enumerate(found):
        if word in _ENDS and i + 1 < len(found) and found[i + 1][0] not in _ENDS:
            cuts += _split_long(found, start, i + 1)
            start = i + 1
    if start < len(found):
        cuts += _split_long(found, start, len(found))
    return cuts


def _split_long(found: list[Token], start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > LONGEST:
        places = [
            i
            for i in range(start + SHORTEST, min(start + LONGEST, end - SHORTEST // 2))
            if found[i][0] in _STARTS or found[i - 1][0] == ","
        ]
        at = min(places, key=lambda i: abs(i - start - COMFORTABLE), default=start + COMFORTABLE)
        pieces.append((start, at))
        start = at
    return [*pieces, (start, end)]
