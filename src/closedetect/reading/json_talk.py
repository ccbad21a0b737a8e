"""JSON: find the talk in an object of any shape, and who said what in it.

A talk is a list of turns (objects with words in one key and the speaker in another), a list of
``"Label: words"`` strings, lists of questions and answers, or one string that holds a whole transcript. Keys
that are named like a talk go before all others, so that metadata, however long, is not taken for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from closedetect.reading.candidates import with_candidate
from closedetect.reading.errors import ReadError
from closedetect.reading.json_turns import is_turn, turns_transcript
from closedetect.reading.labelled import is_labelled
from closedetect.reading.layouts import is_text_layout, parse_text
from closedetect.reading.page import Page
from closedetect.reading.talk import with_notes
from closedetect.transcript import Transcript

TALK_KEYS = [
    "transcript_object", "transcriptObject", "utterances", "turns", "dialogue_turns",
    "conversation_turns", "transcript", "transcription", "interview", "conversation", "dialogue",
    "dialog", "history", "messages", "chat_history", "chat", "entries", "segments", "audio_segments",
    "monologues", "exchanges", "qa", "qna", "qa_pairs", "questions_and_answers", "contents", "talk",
    "log", "messagesOpenAIFormatted", "text", "content", "body", "artifact", "call", "results", "result",
    "data", "output", "response", "record",
]
"""Keys under which a talk is looked for, best first."""
_RANK = {key.casefold(): rank for rank, key in enumerate(TALK_KEYS)}
_NEVER = frozenset(
    [
        "words", "tokens", "word_timestamps", "analysis", "summary", "resume", "cv", "job_description",
        "prompt", "system",
    ]
)
_ID_KEYS = (
    "id", "interview_id", "conversation_id", "session_id", "call_id", "transcript_id", "record", "fname",
    "name",
)
_MAX_DEPTH = 12


class Found(NamedTuple):
    """A talk found in a JSON value.

    Parameters
    ----------
    value : object
        List of turns, list of strings, pair of lists or string.
    layout : str
        ``json-turns``, ``json-strings`` or ``json-text``.
    owner : dict
        The object around it, for its identifier and metadata.
    """

    value: Any
    layout: str
    owner: Mapping[str, Any]


def from_json(
    value: Any,
    *,
    layout: str | None = None,
    name: str | None = None,
    text_column: str | None = None,
    speaker_column: str | None = None,
    id_column: str | None = None,
    candidate_column: str | None = None,
) -> list[Transcript]:
    """Read the interviews in a JSON value.

    Parameters
    ----------
    value : object
        What :func:`json.loads` returns.
    layout : str, optional
        ``json-turns``, ``json-strings``, ``json-text``, or a layout of running text for the string.
    name : str, optional
        Name of the input for messages.
    text_column, speaker_column, id_column, candidate_column : str, optional
        Keys that hold the words (or the transcript), the speaker, the identifier and the name or label of the
        candidate, where they are not found by themselves.

    Returns
    -------
    list of Transcript
        One an interview.

    Raises
    ------
    ReadError
        If there is no talk in it.

    Examples
    --------
    >>> from_json({"history": [{"role": "interviewer", "content": "Hi."}]})[0].text
    'interviewer: Hi.'
    """
    keys = {"text": text_column, "speaker": speaker_column, "id": id_column, "candidate": candidate_column}
    found = [
        item
        for item in _talks(value, {}, text_column, 0)
        if layout in (None, item.layout) or is_text_layout(layout)
    ]
    if not found:
        raise ReadError(
            f"no conversation was found in this JSON; it is {_shape(value)}",
            allowed=(
                "a list of turns",
                "an object with a list of turns or a transcript under one of: " + ", ".join(TALK_KEYS[:16]),
            ),
            todo="Name the key with text_column.",
            file=name,
        )
    many = len(found) > 1
    return [
        _transcript(item, layout, f"{name or 'interview'} [{i}]" if many else name, keys)
        for i, item in enumerate(found)
    ]


def _talks(value: Any, owner: Mapping[str, Any], wanted: str | None, depth: int) -> Iterator[Found]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, Mapping):
        yield from _in_object(value, wanted, depth)
    elif isinstance(value, list):
        layout = _list_layout(value)
        if layout:
            yield Found(value, layout, owner)
            return
        for item in value:
            if isinstance(item, (list, Mapping)):
                yield from _talks(item, owner if isinstance(item, list) else item, wanted, depth + 1)


def _in_object(value: Mapping[str, Any], wanted: str | None, depth: int) -> Iterator[Found]:
    """Talks under the best key of an object: one named like a talk if any holds one."""
    pair = _pair(value)
    if pair:
        yield Found(pair, "json-strings", value)
        return
    texts: Found | None = None
    for key in _ordered(value, wanted):
        child = value[key]
        if isinstance(child, str):
            if texts is None and (key == wanted or (_rank(key) < len(TALK_KEYS) and _is_talk(child))):
                texts = Found(child, "json-text", value)
                if key == wanted:
                    break
            continue
        found = list(_talks(child, value, None, depth + 1))
        if found:
            yield from (item._replace(owner=value) if item.owner is value else item for item in found)
            return
    if texts:
        yield texts


def _ordered(value: Mapping[str, Any], wanted: str | None) -> list[str]:
    keys = [key for key in value if isinstance(key, str) and (key == wanted or key.casefold() not in _NEVER)]
    return sorted(keys, key=lambda key: -1 if key == wanted else _rank(key))


def _rank(key: str) -> int:
    return _RANK.get(key.casefold(), len(TALK_KEYS))


def _is_talk(text: str) -> bool:
    return len(text) > 10 and ":" in text and is_labelled(Page(text[:20_000]))


def _list_layout(value: Sequence[Any]) -> str | None:
    objects = [item for item in value[:50] if isinstance(item, Mapping)]
    if objects and sum(is_turn(item) for item in objects) * 2 >= len(objects):
        return "json-turns"
    strings = [item for item in value[:50] if isinstance(item, str)]
    if len(strings) >= 2 and len(strings) == len(value[:50]) and is_labelled(Page("\n".join(strings))):
        return "json-strings"
    return None


def _pair(value: Mapping[str, Any]) -> list[tuple[str, list[str]]] | None:
    """Two parallel lists, of questions and of answers."""
    keys = {key.casefold(): key for key in value if isinstance(key, str)}
    for first, second in (("questions", "answers"), ("questions", "responses"), ("interviewer", "candidate")):
        if first in keys and second in keys:
            a, b = value[keys[first]], value[keys[second]]
            if _strings(a) and _strings(b) and abs(len(a) - len(b)) <= 1:
                return [(first.removesuffix("s"), a), (second.removesuffix("s"), b)]
    return None


def _strings(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _transcript(
    found: Found, layout: str | None, name: str | None, keys: Mapping[str, str | None]
) -> Transcript:
    meta = {
        key: item
        for key, item in found.owner.items()
        if isinstance(item, (int, float, bool))
        or (isinstance(item, str) and len(item) <= 200 and item != found.value)
    }
    label = _identifier(found.owner, keys["id"]) or name
    candidate = _candidate(found, keys["candidate"], name)
    if found.layout == "json-turns":
        return turns_transcript(
            found.value,
            name=label,
            meta=meta,
            text_key=keys["text"],
            speaker_key=keys["speaker"],
            candidate=candidate,
        )
    if found.layout == "json-text":
        made = parse_text(found.value, layout=layout if is_text_layout(layout) else None, name=label)
        made = replace(made, meta={**meta, **made.meta})
        return with_candidate(made, candidate, label)
    if found.value and isinstance(found.value[0], tuple):
        (first, asked), (second, answered) = found.value
        pairs = [
            (who, said) for q, a in _zip(asked, answered) for who, said in ((first, q), (second, a)) if said
        ]
        made = with_notes(Transcript.from_turns(pairs, layout="json-strings", name=label, meta=meta))
        return with_candidate(made, candidate, label)
    made = parse_text("\n".join(" ".join(item.split("\n")) for item in found.value), name=label)
    made = replace(made, layout="json-strings", meta={**meta, **made.meta})
    return with_candidate(made, candidate, label)


def _candidate(found: Found, key: str | None, name: str | None) -> str:
    """Name of the candidate: under the key beside the talk, or in the first turn that has it."""
    if not key:
        return ""
    owners = [found.owner]
    if found.layout == "json-turns":
        owners += [turn for turn in found.value if isinstance(turn, Mapping)]
    for owner in owners:
        if key in owner:
            value = owner[key]
            return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    seen = [str(key) for key in found.owner]
    raise ReadError(f"there is no key {key!r} for candidate_column", allowed=seen, file=name)


def _zip(asked: list[str], answered: list[str]) -> Iterator[tuple[str, str]]:
    for i in range(max(len(asked), len(answered))):
        yield asked[i] if i < len(asked) else "", answered[i] if i < len(answered) else ""


def _identifier(owner: Mapping[str, Any], wanted: str | None) -> str | None:
    for key in (wanted,) if wanted else _ID_KEYS:
        value = owner.get(key)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return None


def _shape(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"an object with the keys {', '.join(map(repr, list(value)[:12])) or '(none)'}"
    if isinstance(value, list):
        inside = f"; the first is {_shape(value[0])}" if value and not isinstance(value[0], list) else ""
        return f"a list of {len(value)} item(s){inside}"
    return f"a {type(value).__name__}"
