"""Wheel and sdist: built, installed apart from the checkout, complete, and at work without a network."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(find_spec("hatchling") is None, reason="building needs hatchling")
ALONE = """
import socket
socket.socket.connect = None  # any connection would fail loudly
import closedetect
assert "site" in closedetect.__file__, closedetect.__file__
result = closedetect.classify("Interviewer: Any questions?\\nAna: Just one: can I have the job?")
assert result.label == "direct_ask" and result.triggers, result
assert closedetect.phrases(3, cue="hope") and len(closedetect.datasets.load_endings("test"))
print("works")
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def test_the_wheel_holds_models_data_and_types(built):
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "closedetect/py.typed",
        "closedetect/report.html",
        "closedetect/models/close-en/encoder.onnx",
        "closedetect/models/close-en/card.md",
        "closedetect/models/close-en-fast/light.npz",
        "closedetect/data/CODEBOOK.md",
        "closedetect/data/splits.json",
    ):
        assert needed in names
    assert not [n for n in names if n.endswith((".pkl", ".joblib", ".pyc")) or n.startswith("tests/")]
    assert wheel.stat().st_size < 30_000_000


def test_the_sdist_builds_the_same(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert all(any(n.endswith(end) for n in names) for end in ("pyproject.toml", "tests/conftest.py", "splits.json"))


def test_an_installed_wheel_works_far_from_the_checkout(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    site = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", site, wheel]
    subprocess.run(command, check=True, capture_output=True)
    script = f"import sys; sys.path.insert(0, {str(site)!r})\n{ALONE}"
    done = subprocess.run([sys.executable, "-I", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == "works", done.stderr
