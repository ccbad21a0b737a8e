"""JSON of all shapes: keys, wrappers, times, lines."""

from __future__ import annotations

import json

import pytest

from closedetect.reading import from_json, read
from closedetect.reading.json_turns import SPEAKER_KEYS
from closedetect.reading.times import relative_times

TALK = [("Lee", "Any questions?"), ("Ana", "When can I start?"), ("Lee", "Soon.")]


@pytest.mark.parametrize("who", SPEAKER_KEYS)
@pytest.mark.parametrize("what", ["text", "content", "dialogue", "message", "transcript", "utterance"])
def test_keys_of_a_turn(said, who, what):
    assert said(from_json([{who: s, what: w, "id": 1} for s, w in TALK])[0]) == TALK


@pytest.mark.parametrize(
    "key", ["transcript", "interview", "history", "turns", "messages", "entries", "segments", "utterances"]
)
def test_wrappers_and_metadata_longer_than_the_talk(said, key):
    talk = [{"speaker": s, "text": w} for s, w in TALK]
    noise = {"resume": [{"role": "cook", "text": "I cooked. " * 900}], "scores": {"a": 1}, "id": "x7"}
    for value in ({**noise, key: talk}, {"data": {**noise, key: talk}}):
        (transcript,) = from_json(value)
        assert said(transcript) == TALK and transcript.name == "x7"


SHAPES = {
    "DREAM": [[[f"{s}: {w}" for s, w in TALK], [{"question": "q", "choice": ["a"], "answer": "a"}], "1-1"]],
    "DialogSum": {"fname": "t_1", "dialogue": "\n".join(f"#{s}#: {w}" for s, w in TALK), "summary": "s"},
    "strings": [f"{s}: {w}" for s, w in TALK],
    "parts": [{"role": s, "parts": [{"text": w}]} for s, w in TALK],
    "whisper": {
        "text": "all",
        "segments": [
            {"start": 2.0 * i, "end": 2.0 * i + 1, "speaker": s, "text": f" {part}"}
            for i, (s, part) in enumerate((s, part) for s, w in TALK for part in w.split(" ", 1))
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(said, shape):
    assert said(from_json(SHAPES[shape])[0]) == TALK


def test_parallel_lists_and_pairs(said):
    lists = {"questions": ["Why us?", "When?"], "answers": ["Why not.", "Now."]}
    pairs = [{"question": "Why us?", "answer": "Why not."}, {"question": "When?", "answer": "Now."}]
    expected = [("question", "Why us?"), ("answer", "Why not."), ("question", "When?"), ("answer", "Now.")]
    assert said(from_json(lists)[0]) == expected == said(from_json(pairs)[0])


def test_roles_system_turns_and_notes(said):
    turns = [
        ("PROTOCOL", "GO"),
        ("interviewer", "Bye."),
        ("candidate", "[hangs up]"),
        ("candidate", "Hello?"),
    ]
    (transcript,) = from_json([{"role": r, "text": w} for r, w in turns])
    assert said(transcript) == [("interviewer", "Bye."), ("candidate", "Hello?")]
    assert [turn.role for turn in transcript.turns] == ["interviewer", "candidate", "candidate"]
    assert transcript.meta["ignored"] == 1


def test_many_speakers_are_speakers(said):
    talk = [(f"Guest {i}", "Hello there.") for i in range(12)]
    assert said(from_json([{"speaker": s, "text": w} for s, w in talk])[0]) == talk


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (["00:53", "01:03"], [53, 63]),
        (["2024-05-01T10:00:00Z", "2024-05-01T10:00:05+00:00"], [0, 5]),
        ([1714557600, 1714557607], [0, 7]),
        ([1714557600000, 1714557607500], [0, 7.5]),
        ([1200, 960000], [1.2, 960]),
        ([None, "soon"], [None, None]),
        ([float("nan"), True], [None, None]),
    ],
)
def test_times(stamps, expected):
    assert relative_times(stamps, 20) == expected


def test_lines_of_turns_by_interview_and_of_interviews(write, said):
    turns = [{"session_id": n, "speaker": s, "text": w} for n in (1, 2) for s, w in TALK]
    found = read(write("a.jsonl", "\n".join(map(json.dumps, turns))))
    assert [t.name for t in found] == ["1", "2"] and all(said(t) == TALK for t in found)


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a.jsonl", "a.ndjson"])
def test_lines_of_json_under_any_name(write, said, name):
    line = json.dumps({"interview": "\n".join(f"{s}: {w}" for s, w in TALK)})
    assert [said(t) for t in read(write(name, f"{line}\n\n{line}\n"))] == [TALK, TALK]


def test_text_in_square_brackets_is_no_json(write):
    (transcript,) = read(write("a.txt", "[00:12] Ana: Hi.\n[00:14] Lee: Hello."))
    assert transcript.speakers == ("Ana", "Lee")
