"""Files as they should not be: each gives a clear error with file, place and remedy, or a right result."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest

from closedetect.reading import ReadError, read

TALK = [("HR", "Any questions?"), ("Ana", "When can I start?"), ("HR", "Soon.")]
TEXT = "\n".join(f"{who}: {words}" for who, words in TALK)
CELL = '"' + TEXT + '"'


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


ERRORS = {
    "truncated JSON": (
        "a.json",
        '{"turns": [{"speaker": "HR", "te',
        ["line 1", "ends too early", "cut short"],
    ),
    "broken JSON": ("a.json", '{"turns":\n [}', ["line 2, column 3", "not JSON"]),
    "JSON without talk": (
        "a.json",
        '{"score": 3, "name": "x"}',
        ["no conversation", "'score', 'name'", "text_column"],
    ),
    "JSON number": ("a.json", "7", ["no conversation", "a int"]),
    "deep JSON": ("a.json", "[" * 100_000, ["a.json"]),
    "empty text": ("a.txt", "", ["empty"]),
    "blank text": ("a.txt", " \r\n\t\ufeff\n", ["empty"]),
    "empty table": ("a.csv", "", ["empty"]),
    "blank table": ("a.csv", "\n \n\n", ["empty"]),
    "header alone": ("a.csv", "id,transcript\n", ["a header and no rows"]),
    "empty lines": ("a.jsonl", "\n\n", ["empty"]),
    "empty subtitles": ("a.vtt", "", ["empty"]),
    "no transcript column": ("a.csv", "height,weight\n1,2\n3,4\n", ["'height', 'weight'", "text_column"]),
    "binary": ("a.txt", bytes(range(256)) * 40, ["not text", "control characters"]),
    "zip named txt": ("a.txt", zipped(a=TEXT), ["zip archive"]),
    "docx named csv": ("a.csv", zipped(a=TEXT), ["zip archive"]),
    "zip named docx": ("a.docx", zipped(a=TEXT), ["no Word document", ".txt"]),
    "PDF named txt": ("a.txt", b"%PDF-1.7\n" + b"x" * 100, ["PDF", "copy the text out"]),
    "RTF named txt": ("a.txt", rb"{\rtf1\ansi hi}", ["RTF"]),
    "gzip cut short": ("a.txt.gz", gzip.compress(TEXT.encode() * 50)[:-9], ["gzip", "cut short"]),
    "gzip in name only": ("a.csv.gz", TEXT, ["gzip"]),
    "unknown suffix": ("a.wma", TEXT, ["'.wma'", ".txt"]),
    "not UTF-16": ("a.txt", b"\xff\xfeA", ["utf-16", "byte"]),
}


@pytest.mark.parametrize("case", ERRORS)
def test_what_cannot_be_read_is_said_clearly(write, case):
    name, content, seen = ERRORS[case]
    with pytest.raises(ReadError) as caught:
        read(write(name, content))
    message = str(caught.value)
    assert name in message and len(message) < 900
    assert all(part in message for part in seen), message


@pytest.mark.parametrize("case", ["encoding", "layout", "column", "key"])
def test_a_wrong_argument_names_what_would_be_right(write, case):
    with pytest.raises(ValueError) as caught:
        if case == "encoding":
            read(write("a.txt", TEXT), encoding="utf-9")
        elif case == "layout":
            read(write("a.txt", TEXT), layout="vtt")
        elif case == "column":
            read(write("a.csv", f"id,talk\n1,{CELL}\n"), text_column="tlak")
        else:
            read(write("a.json", json.dumps([{"who": "HR", "text": "Hi."}])), speaker_column="speaker")
    assert {"encoding": "utf-8", "layout": "layout", "column": "'talk'", "key": "who"}[case] in str(
        caught.value
    )


def test_a_wrong_encoding_asked_for(write):
    for name, content in (
        ("a.txt", TEXT),
        ("a.csv", f"id,transcript\n1,{CELL}\n"),
        ("a.jsonl", '{"a": 1}\n'),
    ):
        with pytest.raises(ReadError, match=r"ascii.*encoding"):
            read(write(name, content.replace("1", "\u00e9").replace("Soon", "S\u00f6on")), encoding="ascii")


EXCEL = "HR: Any questions?\nAna: It\u2019s the caf\u00e9 \u2013 when can I start?\nHR: Soon."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.json", "a.jsonl", "a.srt"])
def test_every_file_in_every_encoding(write, said, name, encoding):
    text = {
        "a.txt": EXCEL,
        "a.csv": f'id;transcript\r\n1;"{EXCEL}"\r\n',
        "a.json": json.dumps({"transcript": EXCEL}, ensure_ascii=False),
        "a.jsonl": json.dumps({"transcript": EXCEL}, ensure_ascii=False) + "\n",
        "a.srt": "\n\n".join(
            f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\n{x}" for i, x in enumerate(EXCEL.split("\n"), 1)
        ),
    }[name]
    (transcript,) = read(write(name, text.encode(encoding)))
    assert said(transcript) == [tuple(line.split(": ")) for line in EXCEL.split("\n")]
    assert bool(transcript.warnings) == (encoding in ("cp1252", "utf-16-le"))


def test_two_encodings_in_one_file(write, said):
    lines = EXCEL.split("\n")
    data = lines[0].encode() + b"\n" + lines[1].encode("cp1252") + b"\n" + "HR: Caf\u00e9, soon.".encode()
    (transcript,) = read(write("a.txt", data))
    assert [words for _, words in said(transcript)][1:] == [
        "It\u2019s the caf\u00e9 \u2013 when can I start?",
        "Caf\u00e9, soon.",
    ]
    assert "cp1252" in transcript.warnings[0]


def test_long_input(write, said):
    many = read(write("a.txt", "HR: And then?\nAna: I called it in.\n" * 50_000))[0]
    assert len(many.turns) == 100_000
    line = read(write("b.txt", "HR: " + "so " * 3_400_000))[0]
    assert [turn.speaker for turn in line.turns] == ["HR"] and line.turns[0].end > 10_000_000
    row = read(write("a.csv", 'id,transcript\n1,"HR: Hi.\nAna: ' + "so " * 100_000 + '"\n'))[0]
    assert len(row.turns) == 2


def test_cues_that_overlap_run_backwards_or_are_empty(write, said):
    cues = [
        "00:04.000 --> 00:09.000\n<v HR>Any questions?",
        "00:05.000 --> 00:06.000\n<v Ana>No.",
        "00:01.000 --> 00:02.000\n<v HR>Bye.",
        "00:12.000 --> 00:11.000\n",
        "00:13.000 --> 00:14.000\n<v Ana>Bye.",
    ]
    (transcript,) = read(write("a.vtt", "WEBVTT\n\n" + "\n\n".join(cues) + "\n"))
    assert said(transcript) == [("HR", "Any questions?"), ("Ana", "No."), ("HR", "Bye."), ("Ana", "Bye.")]


TABLES = {
    "line breaks in cells": (f"id,transcript\r\n1,{CELL}\r\n2,{CELL}\r\n", [True, True]),
    "quotes in cells": (f'id,transcript\n1,"HR: ""Any"" questions?\nAna: No."\n2,{CELL}\n', [True, True]),
    "an unclosed quote": (f'id,transcript\n1,{CELL}\n2,"HR: never closed\n3,{CELL}\n', None),
    "a row without text": (f"id,transcript\n1,{CELL}\n2\n3,\n4,{CELL}\n", [True, False, False, True]),
    "a row too long": (f"id,transcript\n1,{CELL},more,cells\n", [True]),
    "blank rows": (f"id,transcript\n\n1,{CELL}\n , \n2,{CELL}\n", [True, True]),
    "NUL bytes": (f"id,transcript\n1,{CELL}\n2,\x00\n", [True, False]),
}


@pytest.mark.parametrize("case", TABLES)
def test_tables_lose_no_good_row(write, said, case):
    content, readable = TABLES[case]
    rows = read(write("a.csv", content))
    assert said(rows[0]) == TALK or case == "quotes in cells"
    if readable is not None:
        assert [bool(row.turns) for row in rows] == readable
    for row in rows:
        assert bool(row.turns) != ("problem" in row.meta)
        assert "problem" not in row.meta or row.meta["problem"].startswith(f"a.csv, row {row.meta['row']}: ")


def test_an_unclosed_quote_costs_no_row_but_its_own(write, said):
    rows = read(write("a.csv", TABLES["an unclosed quote"][0]))
    assert [said(row) for row in (rows[0], rows[-1])] == [TALK, TALK]
    assert any("quotes do not match" in row.meta.get("problem", "") for row in rows)
