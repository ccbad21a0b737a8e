"""What the tests of reading share: files made on the spot, and what was said according to a transcript."""

from __future__ import annotations

import pytest


@pytest.fixture
def write(tmp_path):
    """Make a file of a name and a content, str or bytes."""

    def make(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return make


@pytest.fixture(scope="session")
def said():
    """(speaker, words) of each turn, after a look at whether the turns fit the text."""

    def check(transcript):
        at = 0
        for turn in transcript.turns:
            assert turn.pieces
            for start, end in turn.pieces:
                assert at <= start < end <= len(transcript.text)
                at = end
            assert turn.text == " ".join(transcript.text[a:b] for a, b in turn.pieces)
        return [(turn.speaker, " ".join(turn.text.split())) for turn in transcript.turns if not turn.note]

    return check
