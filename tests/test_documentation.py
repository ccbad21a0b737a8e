"""What the README and the how-tos show runs as shown."""

from __future__ import annotations

import re
import shlex
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import closedetect
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


def test_the_reference_covers_every_public_name(tmp_path):
    pytest.importorskip("pdoc")
    spec = spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make_reference(tmp_path)
    for name, home in closedetect._HOMES.items():
        pages = [tmp_path / f"{home.replace('.', '/')}.html", *(tmp_path / home.replace(".", "/")).glob("*.html")]
        text = "".join(page.read_text(encoding="utf-8") for page in pages if page.exists())
        assert f'id="{name}"' in text, f"{name} is on no page of {home}"
