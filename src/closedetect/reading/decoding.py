"""Bytes to text: which encoding a file is in, and how not to lose a character of it.

A byte-order mark decides; without one the file is UTF-8, or UTF-16 where every other byte is NUL. Bytes
that are not UTF-8 are read as Windows cp1252 one by one (what Excel and old editors write, also where it is
mixed with UTF-8 in one file), and the five bytes that cp1252 leaves undefined become the control character
of the same number, so that nothing is lost; a warning says how many there were and where the first one is.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from closedetect.reading.binary import refuse_binary
from closedetect.reading.errors import ReadError

_CHUNK = 1 << 20
_ENOUGH = 1000  # bytes that are not UTF-8: counting on would be slow on a big cp1252 file
_HANDLER = "closedetect-cp1252"
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16 LE, whose mark is a prefix of it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Encoding:
    """How a file is decoded.

    Parameters
    ----------
    name : str
        Name for :func:`open`.
    errors : str
        Error handler for :func:`open`.
    warning : str or None
        What to tell the user about it.
    """

    name: str
    errors: str = "strict"
    warning: str | None = None


def decode(data: bytes, *, encoding: str | None = None, name: str | None = None) -> tuple[str, list[str]]:
    r"""Decode the bytes of a whole file.

    Parameters
    ----------
    data : bytes
        What the file holds.
    encoding : str, optional
        Use this encoding, strictly, in place of looking for one.
    name : str, optional
        Name of the file for messages.

    Returns
    -------
    (str, list of str)
        The text without byte-order mark, and warnings.

    Raises
    ------
    ReadError
        If the bytes are no text, or are not in the encoding asked for.

    Examples
    --------
    >>> decode(b"\xef\xbb\xbfcaf\xc3\xa9")
    ('café', [])
    >>> decode(b"caf\xe9")[0]
    'café'
    """
    how = choose_encoding(io.BytesIO(data), encoding=encoding, name=name)
    try:
        text = data.decode(how.name, how.errors)
    except UnicodeDecodeError as error:
        raise _undecodable(error.start, how.name, name) from error
    return text, [how.warning] if how.warning else []


def choose_encoding(stream: IO[bytes], *, encoding: str | None = None, name: str | None = None) -> Encoding:
    """Find out how a binary stream is to be decoded; it is read to its end, piece by piece.

    Parameters
    ----------
    stream : binary file
        Positioned at its start.
    encoding : str, optional
        The user's choice, only checked for existence.
    name : str, optional
        Name of the file for messages.

    Returns
    -------
    Encoding
        Encoding, error handler and warning.

    Raises
    ------
    ReadError
        If the stream holds no text or the encoding is unknown.
    """
    if encoding is not None:
        return Encoding(_known(encoding, name))
    head = stream.read(_CHUNK)
    for mark, found in _BOMS:
        if head.startswith(mark):
            return Encoding(found)
    wide = _utf16_without_mark(head)
    if wide:
        return Encoding(wide, warning=f"read as {wide}: no byte-order mark, every other byte is NUL")
    refuse_binary(head, name)
    utf8 = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    count, first = _not_utf8(head, stream)
    if not count:
        return Encoding(utf8)
    codecs.register_error(_HANDLER, _as_cp1252)
    many = f"{count} byte(s)" if count < _ENOUGH else f"{count} bytes or more"
    return Encoding(
        utf8,
        _HANDLER,
        f"not UTF-8: {many}, the first at {first}, read as Windows cp1252; "
        "pass encoding=... if accents look wrong",
    )


@contextmanager
def open_text(path: Path, *, encoding: str | None = None) -> Iterator[tuple[IO[str], list[str]]]:
    """Open a text file, gzipped or not, decoded as :func:`decode` would, newlines kept.

    Parameters
    ----------
    path : Path
        The file; ``.gz`` means gzip.
    encoding : str, optional
        Use this encoding in place of looking for one.

    Yields
    ------
    (text file, list of str)
        The open file, to be read piece by piece, and warnings.

    Raises
    ------
    ReadError
        If the file is no text.
    """
    with _open_bytes(path) as stream:
        how = choose_encoding(stream, encoding=encoding, name=str(path))
    with _open_bytes(path) as stream:
        text = io.TextIOWrapper(stream, encoding=how.name, errors=how.errors, newline="")
        try:
            yield text, [how.warning] if how.warning else []
        except UnicodeDecodeError as error:
            raise ReadError(
                f"the bytes are not {how.name} ({error.reason})",
                todo="Leave encoding out to have it found, or name the right one.",
                file=path,
            ) from error


def read_text(path: Path, *, encoding: str | None = None) -> tuple[str, list[str]]:
    """Read a whole text file, gzipped or not.

    Parameters
    ----------
    path : Path
        The file; ``.gz`` means gzip.
    encoding : str, optional
        Use this encoding in place of looking for one.

    Returns
    -------
    (str, list of str)
        The text and warnings.

    Raises
    ------
    ReadError
        If the file is no text.
    """
    with _open_bytes(path) as stream:
        data = stream.read()
    return decode(data, encoding=encoding, name=str(path))


@contextmanager
def _open_bytes(path: Path) -> Iterator[IO[bytes]]:
    opening: Any = gzip.open if path.suffix.lower() == ".gz" else open
    with opening(path, "rb") as stream:
        try:
            yield stream
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ReadError(
                f"the gzip data is damaged or cut short ({error})", todo="Copy the file again.", file=path
            ) from error


def _known(encoding: str, name: str | None) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise ReadError(
            f"there is no encoding {encoding!r}",
            allowed=("utf-8", "utf-16", "cp1252", "any other name Python knows"),
            file=name,
        ) from error


def _undecodable(offset: int, encoding: str, name: str | None) -> ReadError:
    return ReadError(
        f"the bytes there are not {encoding}",
        todo="Leave encoding out to have it found, or name the right one.",
        file=name,
        where=f"byte {offset}",
    )


def _utf16_without_mark(head: bytes) -> str | None:
    sample = head[:4096]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2], sample[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _not_utf8(head: bytes, stream: IO[bytes]) -> tuple[int, int]:
    """Count the bytes that are not UTF-8 and find the first."""
    count, first, base = 0, -1, 0
    pending, chunk = b"", head
    while chunk or pending:
        data, final = memoryview(pending + chunk), not chunk
        at = 0
        while at < len(data):
            try:
                at += codecs.utf_8_decode(data[at:], "strict", final)[1]
                break
            except UnicodeDecodeError as error:
                first = base + at + error.start if first < 0 else first
                count += error.end - error.start
                at += error.end
                if count >= _ENOUGH:
                    return count, first
        base += at
        pending, chunk = bytes(data[at:]), b"" if final else stream.read(_CHUNK)
        if final:
            break
    return count, first


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    out = "".join(_cp1252(byte) for byte in bad)
    return out, error.end


def _cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
