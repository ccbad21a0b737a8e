"""What the README and the how-tos show runs as shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from closedetect import cli

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "docs/how-to.md")


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_python_blocks_run(page, capsys):
    assert blocks(page, "python")
    for code in blocks(page, "python"):
        exec(compile(code, page, "exec"), {})
    assert "direct_ask" in capsys.readouterr().out


def test_the_readmes_comments_are_what_it_prints(capsys):
    (code,) = blocks("README.md", "python")
    exec(compile(code, "README.md", "exec"), {})
    out = capsys.readouterr().out
    promised = re.findall(r"print\(.*\)\s+# (.+)", code)
    assert promised and all(line in out for line in promised)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_shown_exists(page):
    parser = cli._parser()
    shown = [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("closedetect ")]
    assert shown
    for line in shown:
        parser.parse_args(shlex.split(line, comments=True)[1:])


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md", "data/README.md", "data/CODEBOOK.md"])
def test_links_within_the_repository_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"
