"""A list of turns as JSON objects: which key holds the words, the speaker, the role and the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from closedetect.reading.candidates import with_candidate
from closedetect.reading.errors import ReadError
from closedetect.reading.names import role_of
from closedetect.reading.talk import with_notes
from closedetect.reading.times import relative_times
from closedetect.transcript import Transcript

TEXT_KEYS = [
    "text", "content", "dialogue", "message", "transcript", "utterance", "sentence", "words_text", "body",
    "value", "said", "speech", "line", "transcription", "parts", "elements", "display_text", "caption",
]
"""Keys of a turn that hold its words, best first."""
SPEAKER_KEYS = [
    "speaker", "speaker_name", "speakername", "speaker_label", "speakerlabel", "speaker_id", "speakerid",
    "name", "participant", "author", "sender", "from", "role", "who", "user", "label", "type", "party",
    "channel", "source",
]
"""Keys of a turn that hold its speaker, best first."""
ROLE_KEYS = ("role", "speaker_role", "type")
TIME_KEYS = [
    "start", "start_time", "starttime", "start_ms", "startms", "secondsfromstart", "time_in_call_secs",
    "begin", "offset", "timestamp", "timestamp_utc", "time", "at", "ts", "created_at", "createdat",
    "date",
]
"""Keys of a turn that hold its time, best first."""
IGNORED_ROLES = frozenset(
    [
        "system", "protocol", "tool", "function", "developer", "tool_call", "tool_calls",
        "tool_call_result", "tool_result", "tool_call_invocation", "function_call", "log", "event",
        "metadata", "context",
    ]
)
"""Values of a role field whose turns nobody said."""
_QUESTION_KEYS = ("question", "interviewer_question", "q", "prompt")
_ANSWER_KEYS = ("answer", "response", "candidate_answer", "a", "reply", "user_answer")
_NO_SPEAKER = frozenset(
    (
        "text", "message", "final", "partial", "json", "string", "audio", "transcript", "whisper",
    )
)


def is_turn(item: Any) -> bool:
    """Say whether a JSON object looks like a turn: words, and who said them or when.

    Parameters
    ----------
    item : object
        Any JSON value.

    Examples
    --------
    >>> is_turn({"role": "bot", "message": "Hi."}), is_turn({"role": "Engineer", "years": 3})
    (True, False)
    """
    if not isinstance(item, Mapping):
        return False
    keys = {key.casefold() for key in item if isinstance(key, str)}
    if _words_key(item, None) is not None:
        return not keys.isdisjoint(SPEAKER_KEYS) or not keys.isdisjoint(TIME_KEYS)
    return not keys.isdisjoint(_QUESTION_KEYS) and not keys.isdisjoint(_ANSWER_KEYS)


def turns_transcript(
    items: Sequence[Any],
    *,
    name: str | None = None,
    meta: Mapping[str, Any] | None = None,
    text_key: str | None = None,
    speaker_key: str | None = None,
    candidate: str | None = None,
    layout: str = "json-turns",
) -> Transcript:
    """Build a transcript from a list of turns.

    Parameters
    ----------
    items : sequence of dict
        The turns; what is no object is left out.
    name : str, optional
        Name of the transcript.
    meta : dict, optional
        What else is known about it.
    text_key, speaker_key : str, optional
        Keys of words and speaker, where they are not among the usual ones.
    candidate : str, optional
        Name or label of the candidate, if known.
    layout : str
        Name of the layout.

    Raises
    ------
    ReadError
        If a key asked for is in none of the turns.

    Examples
    --------
    >>> turns_transcript([{"speaker": "ai", "text": "Hi."}, {"speaker": "human", "text": "Hello."}]).speakers
    ('ai', 'human')
    """
    turns = [item for item in items if isinstance(item, Mapping)]
    _check_key(turns, text_key, name)
    _check_key(turns, speaker_key, name)
    who = speaker_key or _speaker_key(turns)
    rows: list[tuple[str | None, str, float | None, str | None]] = []
    ignored = 0
    times = _times(turns, text_key)
    for turn, time in zip(turns, times, strict=True):
        if _is_ignored(turn):
            ignored += 1
            continue
        rows.extend(_rows(turn, time, text_key, who))
    rows = [row for row in rows if row[1].strip()]
    if _is_segmented(turns):
        rows = _merged(rows)
    made = Transcript.from_turns(
        [(speaker, words) for speaker, words, _, _ in rows],
        times=[time for _, _, time, _ in rows],
        roles=[role for _, _, _, role in rows],
        layout=layout,
        name=name,
        meta={**(meta or {}), **({"ignored": ignored} if ignored else {})},
    )
    return with_candidate(with_notes(made), str(candidate or ""), name)


def _rows(
    turn: Mapping[str, Any], time: float | None, text_key: str | None, who: str | None
) -> list[tuple[str | None, str, float | None, str | None]]:
    key = _words_key(turn, text_key)
    if key is None:
        pair = [
            (found, _words(turn[found]))
            for keys in (_QUESTION_KEYS, _ANSWER_KEYS)
            if (found := _first(turn, keys))
        ]
        return [(label, words, time, None) for label, words in pair]
    speaker = _label(turn.get(who)) if who else None
    role = next((found for name in ROLE_KEYS if (found := role_of(str(turn.get(name) or "")))), None)
    return [(speaker, _words(turn[key]), time, role)]


def _label(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = next((value[key] for key in ("name", "label", "role", "id") if key in value), None)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return f"Speaker {value}"
    text = " ".join(str(value).split()).rstrip(":").strip()
    return text or None


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Mapping):
        return next((_words(value[key]) for key in (*TEXT_KEYS, "value") if key in value), "")
    if isinstance(value, list):
        parts = [_words(part) for part in value if isinstance(part, (str, Mapping))]
        return " ".join(part for part in parts if part)
    return ""


def _words_key(turn: Mapping[str, Any], wanted: str | None) -> str | None:
    if wanted is not None and wanted in turn:
        return wanted
    keys = {key.casefold(): key for key in turn if isinstance(key, str)}
    for name in TEXT_KEYS:
        key = keys.get(name)
        if key is None:
            continue
        value = turn[key]
        if isinstance(value, str) or (
            isinstance(value, (list, Mapping)) and name in ("content", "parts", "elements")
        ):
            return key
    return None


def _first(turn: Mapping[str, Any], names: Sequence[str]) -> str | None:
    keys = {key.casefold(): key for key in turn if isinstance(key, str)}
    return next((keys[name] for name in names if name in keys), None)


def _speaker_key(turns: Sequence[Mapping[str, Any]]) -> str | None:
    """The key whose values name few people, the best known one first."""
    sample = turns[:200]
    for name in SPEAKER_KEYS:
        values = [
            label
            for turn in sample
            for key in turn
            if isinstance(key, str) and key.casefold() == name and (label := _label(turn[key]))
        ]
        distinct = {value.casefold() for value in values}
        if not distinct or distinct <= _NO_SPEAKER or max(map(len, distinct)) > 60:
            continue
        if name.startswith("speaker") or len(distinct) <= max(6, len(values) // 2):
            return _first(next(turn for turn in sample if _first(turn, (name,))), (name,))
    return None


def _is_ignored(turn: Mapping[str, Any]) -> bool:
    for name in ("role", "speaker", "type"):
        value = turn.get(name)
        if isinstance(value, str) and value.strip().casefold() in IGNORED_ROLES:
            return True
    return False


def _times(turns: Sequence[Mapping[str, Any]], text_key: str | None) -> list[float | None]:
    names = Counter(
        key for turn in turns[:200] for key in turn if isinstance(key, str) and key.casefold() in TIME_KEYS
    )
    if not names:
        return [None] * len(turns)
    rank = {name: i for i, name in enumerate(TIME_KEYS)}
    best = min(names, key=lambda key: rank[key.casefold()])
    n_words = sum(_words(turn[key]).count(" ") + 1 for turn in turns if (key := _words_key(turn, text_key)))
    values = [turn.get(best) for turn in turns]
    if best.casefold().endswith("ms"):
        values = [value / 1000 if isinstance(value, (int, float)) else value for value in values]
        n_words = 0
    return relative_times(values, n_words)


def _is_segmented(turns: Sequence[Mapping[str, Any]]) -> bool:
    """Segments of a recogniser (start and end each): one turn may be many of them."""
    return bool(turns) and all(
        any(key in turn for key in ("start", "start_time", "startTime"))
        and any(key in turn for key in ("end", "end_time", "endTime"))
        for turn in turns[:50]
    )


def _merged(
    rows: Sequence[tuple[str | None, str, float | None, str | None]],
) -> list[tuple[str | None, str, float | None, str | None]]:
    """Join what one speaker says in a row, and sentences by nobody that were cut in the middle."""
    ends = [row[1].rstrip("\"'”’)]").endswith((".", "?", "!", "…")) for row in rows]
    punctuated = sum(ends) * 3 >= len(rows)
    parts: list[list[str]] = []
    out: list[tuple[str | None, str, float | None, str | None]] = []
    for i, row in enumerate(rows):
        same = bool(out) and out[-1][0] == row[0] and out[-1][3] == row[3]
        cut = punctuated and not ends[i - 1] and row[1][:1].islower()
        if same and (row[0] is not None or cut):
            parts[-1].append(row[1])
        else:
            out.append(row)
            parts.append([row[1]])
    return [(who, " ".join(said), time, role) for (who, _, time, role), said in zip(out, parts, strict=True)]


def _check_key(turns: Sequence[Mapping[str, Any]], key: str | None, name: str | None) -> None:
    if key is not None and turns and not any(key in turn for turn in turns):
        seen = list(dict.fromkeys(str(k) for turn in turns[:20] for k in turn))
        raise ReadError(f"no turn has the key {key!r}", allowed=seen, file=name)
