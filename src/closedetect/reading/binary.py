"""Files that are no text: said by name where their first bytes tell, never read as gibberish."""

from __future__ import annotations

from closedetect.reading.errors import ReadError

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive (docx, xlsx and odt files are zip archives too)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"\x1f\x8b", "gzip data"),
    (b"ID3", "an MP3 recording"),
    (b"RIFF", "a WAV or AVI recording"),
    (b"OggS", "an Ogg recording"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM recording"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_TODO = {
    "%PDF": "PDF is not read: copy the text out, or export it as .txt or .docx.",
    "{\\rtf": "RTF is not read: save it as .txt or .docx.",
}


def refuse_binary(head: bytes, name: str | None) -> None:
    r"""Raise an error if bytes are plainly no text.

    Parameters
    ----------
    head : bytes
        The beginning of the file.
    name : str, optional
        Name of the file for messages.

    Raises
    ------
    ReadError
        If they are those of a PDF, an image, a recording, or full of control characters.

    Examples
    --------
    >>> refuse_binary(b"GIF89a", "a.txt")
    Traceback (most recent call last):
        ...
    closedetect.reading.errors.ReadError: a.txt: this is a GIF image, not text. Give the transcript as text.
    """
    for magic, what in _MAGIC:
        if head.startswith(magic):
            todo = _TODO.get(magic.decode("latin-1"), "Give the transcript as text.")
            raise ReadError(f"this is {what}, not text", todo=todo, file=name)
    sample = head[: 1 << 16]
    odd = sum(sample.count(byte) for byte in range(32) if byte not in (8, 9, 10, 11, 12, 13, 27))
    if odd > 0.05 * len(sample):
        raise ReadError(
            f"this is not text: {odd} of the first {len(sample)} bytes are control characters",
            todo="Give the transcript as text, or name its encoding.",
            file=name,
        )
