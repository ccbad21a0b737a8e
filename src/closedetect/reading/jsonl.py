"""JSON lines: one interview a line, or one turn a line."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from closedetect.reading.errors import ReadError
from closedetect.reading.json_source import load_json
from closedetect.reading.json_talk import from_json
from closedetect.reading.json_turns import is_turn
from closedetect.transcript import Transcript

_BLANK = "\ufeff \t\r\n\x00"
_GROUP_KEYS = ("interview_id", "conversation_id", "dialogue_id", "session_id", "call_id", "transcript_id")


def is_jsonl(text: str) -> bool:
    r"""Say whether a text is JSON lines: its first line is a JSON object and the next begins one.

    Parameters
    ----------
    text : str
        The whole text.

    Examples
    --------
    >>> is_jsonl('{"a": 1}\n{"a": 2}\n'), is_jsonl('{"a":\n1}')
    (True, False)
    """
    filled = (line for line in io.StringIO(text.lstrip(_BLANK)) if line.strip(_BLANK))
    lines = list(itertools.islice(filled, 2))
    if len(lines) < 2 or not all(line.startswith("{") for line in lines):
        return False
    try:
        return isinstance(json.loads(lines[0]), dict)
    except (ValueError, RecursionError):
        return False


def iter_jsonl(
    lines: Iterable[str], file: str, columns: Mapping[str, str | None], *, layout: str | None = None
) -> Iterator[Transcript]:
    """Read the interviews in lines of JSON.

    Parameters
    ----------
    lines : iterable of str
        The lines; blank ones are passed over.
    file : str
        Name of the file.
    columns : dict
        ``text_column`` and its like, see :func:`closedetect.reading.read`.
    layout : str, optional
        As in :func:`closedetect.reading.json_talk.from_json`.

    Yields
    ------
    Transcript
        One an interview. A line that cannot be read gives one without turns and the reason in
        ``meta["problem"]``.

    Raises
    ------
    ReadError
        If there is nothing in it.

    Examples
    --------
    >>> lines = ['{"speaker": "HR", "text": "Hi."}', '{"speaker": "Ana", "text": "Hello."}']
    >>> [t.speakers for t in iter_jsonl(lines, "a.jsonl", {})]
    [('HR', 'Ana')]
    """
    seen = False
    turns: list[Any] = []
    group: Any = None
    for n, line in enumerate(lines, 1):
        if not line.strip(_BLANK):
            continue
        seen = True
        try:
            value = load_json(line, file)
            if not _is_lone_turn(value):
                yield from _one_line(value, file, n, columns, layout)
                continue
        except ReadError as error:
            yield _problem(error, file, n)
            continue
        key = _group(value, columns.get("id_column"))
        if turns and key != group:
            yield _conversation(turns, group, file, columns)
            turns = []
        group = key
        turns.append(value)
    if turns:
        yield _conversation(turns, group, file, columns)
    if not seen:
        raise ReadError("the file is empty", todo="Give a file with a transcript.", file=file)


def _one_line(
    value: Any, file: str, n: int, columns: Mapping[str, str | None], layout: str | None
) -> Iterator[Transcript]:
    found = from_json(value, layout=layout, name=f"{file}, line {n}", **columns)
    for made in found:
        meta = {**made.meta, "line": n}
        if len(found) == 1 and isinstance(value, Mapping):
            meta["columns"] = {"name": made.name or "", **_plain(value)}
        yield replace(made, meta=meta)


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """Text, numbers and truth values of an object: what a row of a table can hold."""
    return {str(key): item for key, item in value.items() if isinstance(item, str | int | float | bool)}


def _problem(error: ReadError, file: str, n: int) -> Transcript:
    where = f"line {n}"
    message = str(ReadError(error.seen, todo=error.todo, file=file, where=where))
    return Transcript("", (), "json-turns", f"{file}, {where}", meta={"line": n, "problem": message})


def _is_lone_turn(value: Any) -> bool:
    if not isinstance(value, Mapping) or not is_turn(value):
        return False
    return not any(isinstance(item, list) and any(is_turn(x) for x in item[:5]) for item in value.values())


def _group(value: Mapping[str, Any], wanted: str | None) -> Any:
    return next((value[name] for name in ((wanted,) if wanted else _GROUP_KEYS) if name in value), None)


def _conversation(turns: list[Any], group: Any, file: str, columns: Mapping[str, str | None]) -> Transcript:
    wanted = {key: value for key, value in columns.items() if key != "id_column"}
    name = file if group is None else str(group)
    return from_json(turns, name=name, **wanted)[0]
