"""The report page: self-contained, complete, inert."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from closedetect.cli import main
from closedetect.report import render_report
from closedetect.scoring import COLUMNS

pytest.importorskip("matplotlib")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def scored(fast, *texts):
    frame = pd.DataFrame({"id": [f"{HOSTILE}{i}" for i in range(len(texts))], "transcript": texts})
    return frame.join(fast.score(frame)).astype(object).fillna("").astype(str)


def test_hostile_text_cannot_end_the_data_and_is_kept_whole(fast):
    page = render_report(scored(fast, f"HR: Any questions?\nAna: {HOSTILE} Can I have the job?", ""), title=HOSTILE)
    assert page.count("</script>") == 2 and "<img" not in page
    data = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    rows = json.loads(data[1])
    assert HOSTILE in "".join(words for words, _ in rows[1]["parts"]) and rows[0]["problem"]


def test_nothing_is_loaded_from_elsewhere(fast):
    page = render_report(scored(fast, "HR: Any questions?\nAna: Can I have the job?"))
    addresses = re.findall(r"https?://[^\"' <]+", page)
    assert all("w3.org" in a or "purl.org" in a or "creativecommons" in a or "matplotlib.org" in a for a in addresses)
    assert "default-src 'none'" in page and not re.search(r"<(?:link|iframe|img)\b", page)


def test_a_page_from_the_command_line(tmp_path, capsys):
    from test_cli import SAMPLE

    out, page = tmp_path / "s.csv", tmp_path / "r.html"
    assert main(["score", str(SAMPLE), "-o", str(out), "--model", "fast"]) == 0
    assert main(["report", str(out), "-o", str(page)]) == 0
    assert "12 interviews" in page.read_text(encoding="utf-8")
    assert main(["report", str(SAMPLE), "-o", str(page)]) == 2
    assert "no scored file" in capsys.readouterr().err


def test_an_empty_file_gives_an_empty_page():
    page = render_report(pd.DataFrame(columns=list(COLUMNS)))
    assert "0 interviews" in page
