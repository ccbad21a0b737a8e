"""JSON text to values, with an error that says where it breaks."""

from __future__ import annotations

import json
from typing import Any

from closedetect.reading.errors import ReadError


def load_json(text: str, name: str | None = None) -> Any:
    """Parse JSON, saying where it breaks.

    Parameters
    ----------
    text : str
        JSON.
    name : str, optional
        Name of the file for messages.

    Raises
    ------
    ReadError
        If it is not JSON.

    Examples
    --------
    >>> load_json('{"a": [1,')
    Traceback (most recent call last):
        ...
    closedetect.reading.errors.ReadError: line 1, column 10: the JSON ends too early. The file is cut short.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            raise ReadError(
                "the JSON ends too early", todo="The file is cut short.", file=name, where=where
            ) from None
        raise ReadError(
            f"this is not JSON ({error.msg}): {text[error.pos : error.pos + 30]!r}",
            todo="For one object a line use the suffix .jsonl.",
            file=name,
            where=where,
        ) from None
    except RecursionError:
        raise ReadError("the JSON is nested too deeply to be a transcript", file=name) from None
