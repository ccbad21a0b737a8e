"""Files: tables, JSON, subtitles, Word, encodings; and bad input, each a clear error or a right result."""

from __future__ import annotations

import gzip
import json
import zipfile

import pytest

from closedetect.reading import ReadError, iter_table, read

TALK = [("HR", "Any questions?"), ("Ana", "When can I start?"), ("HR", "Soon.")]
TEXT = "\n".join(f"{s}: {w}" for s, w in TALK)


@pytest.fixture
def write(tmp_path):
    def make(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return make


def said(transcript):
    for turn in transcript.turns:
        assert transcript.text[turn.start : turn.end]
    return [(t.speaker, " ".join(t.text.split())) for t in transcript.turns if not t.note]


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"'


def test_csv_with_an_interview_a_row_keeps_its_cells(write):
    path = write("a.csv", f"interview_id,role,transcript\n7,cook,{quoted(TEXT)}\n8,driver,{quoted(TEXT)}\n")
    one, two = read(path)
    assert said(one) == TALK == said(two)
    assert one.meta["columns"] == {"interview_id": "7", "role": "cook", "transcript": TEXT}


def test_a_bad_row_loses_no_other(write):
    path = write("a.csv", f'id,transcript\n1,{quoted(TEXT)}\n2\n3,""\n4,{quoted(TEXT)}\n')
    rows = read(path)
    assert [bool(r.turns) for r in rows] == [True, False, False, True]
    assert all("row" in r.meta["problem"] for r in rows if not r.turns)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_tables_with_a_turn_a_row(write, delimiter):
    rows = [("speaker", "start", "text"), *((s, f"00:0{i}", w) for i, (s, w) in enumerate(TALK))]
    (transcript,) = read(write("a.csv", "\n".join(delimiter.join(row) for row in rows)))
    assert said(transcript) == TALK


def test_turns_are_grouped_by_interview(write):
    rows = ["interview_id,speaker,text", "1,HR,Hi.", "1,Ana,Hello.", "2,HR,Hi.", "2,Bo,Hey."]
    assert [t.speakers for t in read(write("a.csv", "\n".join(rows)))] == [("HR", "Ana"), ("HR", "Bo")]


def test_a_column_can_be_named_and_a_wrong_name_lists_those_there(write):
    path = write("a.csv", f"x,y\n{quoted(TEXT)},{quoted('HR: no')}\n")
    assert said(read(path, text_column="x")[0]) == TALK
    with pytest.raises(ReadError, match="'talk'.*'x', 'y'"):
        read(path, text_column="talk")


def test_tables_can_be_compressed_and_streamed(write):
    path = write("a.csv.gz", gzip.compress(("transcript\n" + quoted(TEXT) + "\n").encode() * 1))
    assert said(next(iter(iter_table(path)))) == TALK


JSONS = {
    "list": [{"speaker": s, "text": w} for s, w in TALK],
    "wrapped": {"session": "x", "history": [{"role": s, "content": w} for s, w in TALK]},
    "segments": {
        "text": "…",
        "segments": [{"start": i, "end": i + 1, "speaker": s, "text": w} for i, (s, w) in enumerate(TALK)],
    },
    "strings": [f"{s}: {w}" for s, w in TALK],
    "one string": {"record": 1, "interview": TEXT},
    "long metadata": {"resume": "worked " * 3000, "turns": [{"from": s, "message": w} for s, w in TALK]},
}


@pytest.mark.parametrize("value", JSONS.values(), ids=JSONS)
def test_json_of_all_shapes(write, value):
    (transcript,) = read(write("a.json", json.dumps(value)))
    assert said(transcript) == TALK


def test_roles_of_ai_interviews(write):
    turns = [("system", "You are a bot."), ("assistant", "Any questions?"), ("user", "No.")]
    (t,) = read(write("a.json", json.dumps([{"role": r, "content": c} for r, c in turns])))
    assert [words for _, words in said(t)] == ["Any questions?", "No."]


def test_jsonl_has_an_interview_a_line_and_survives_a_broken_one(write):
    line = json.dumps({"interview": TEXT})
    rows = read(write("a.jsonl", f"{line}\n{{broken\n{line}\n"))
    assert [bool(r.turns) for r in rows] == [True, False, True] and rows[1].meta["problem"]


VTT = "WEBVTT\n\n" + "\n\n".join(
    f"00:00:0{i}.000 --> 00:00:0{i}.900\n<v {s}>{w}</v>" for i, (s, w) in enumerate(TALK)
)
SRT = "\n\n".join(f"{i + 1}\n00:00:0{i},000 --> 00:00:0{i},900\n{s}: {w}" for i, (s, w) in enumerate(TALK))


@pytest.mark.parametrize(("name", "text"), [("a.vtt", VTT), ("a.srt", SRT)])
def test_subtitles(write, name, text):
    (transcript,) = read(write(name, text))
    assert said(transcript) == TALK
    assert transcript.turns[1].time == 1


def test_rolling_captions_are_said_once(write):
    lines = [
        "so do you have any",
        "so do you have any\nquestions for me",
        "questions for me\nyes when can i start",
    ]
    cues = "\n\n".join(f"00:00:0{i}.000 --> 00:00:0{i + 1}.500\n{w}" for i, w in enumerate(lines))
    (transcript,) = read(write("a.vtt", "WEBVTT\n\n" + cues))
    words = " ".join(t.text for t in transcript.turns)
    assert " ".join(words.split()) == "so do you have any questions for me yes when can i start"


def test_word_files(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for speaker, words in TALK:
        document.add_paragraph(f"{speaker}: {words}")
    document.save(str(tmp_path / "a.docx"))
    assert said(read(tmp_path / "a.docx")[0]) == TALK


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(write, encoding):
    text = TEXT.replace("Soon.", "Soon \u2013 it\u2019s caf\u00e9 work.")
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    (transcript,) = read(write("a.txt", data))
    assert "it\u2019s caf\u00e9" in transcript.turns[2].text
    assert bool(transcript.warnings) == (encoding == "cp1252")


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{"turns": [{"speaker": "A", '),
        ("a.json", '{"score": 3}'),
        ("a.txt", ""),
        ("a.csv", ""),
        ("a.txt", PNG),
        ("a.txt", b"PK\x03\x04" + bytes(400)),
        ("a.pdf", b"%PDF-1.7 ..."),
        ("a.xyz", "HR: Hi."),
        ("a.docx", "not a zip"),
        ("a.csv.gz", gzip.compress(b"transcript\nx\n")[:-6]),
    ],
    ids=[
        "truncated",
        "no-talk",
        "empty",
        "empty-table",
        "image",
        "zip",
        "pdf",
        "suffix",
        "no-docx",
        "cut-gzip",
    ],
)
def test_bad_files_are_named_with_what_was_seen(write, name, content):
    path = write(name, content)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert name in str(caught.value) and len(str(caught.value)) < 600


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.txt")
    with pytest.raises((ReadError, IsADirectoryError)):
        read(tmp_path)


def test_a_quote_that_is_never_closed_costs_its_own_row_only(write):
    path = write("a.csv", f'id,transcript\n1,"HR: never closed\n2,{quoted(TEXT)}\n3,{quoted(TEXT)}\n')
    rows = read(path)
    assert sum(said(r) == TALK for r in rows) >= 1 and any(r.meta.get("problem") for r in rows)


def test_a_docx_bomb_of_other_files_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as file:
        file.writestr("hello.txt", "no document here")
    with pytest.raises(ReadError):
        read(tmp_path / "a.docx")


def test_overlapping_cues_keep_their_order(write):
    text = "WEBVTT\n\n00:00.000 --> 00:09.000\n<v HR>Any questions?\n\n00:04.000 --> 00:06.000\n<v Ana>No.\n"
    assert said(read(write("a.vtt", text))[0]) == [("HR", "Any questions?"), ("Ana", "No.")]
