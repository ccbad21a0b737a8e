"""Model folders: what does not match its manifest is refused before anything is used."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest

import closedetect
from closedetect.storage import ModelError, model_folder, read_manifest


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(model_folder("fast"), tmp_path / "model"))


def test_a_copied_folder_loads(copy):
    assert closedetect.load(copy).classify("A: hi\nCandidate: bye").label == "no_close"


def test_a_missing_file_is_named(copy):
    (copy / "light.npz").unlink()
    with pytest.raises(ModelError, match=r"light\.npz is missing"):
        closedetect.load(copy)


def test_a_changed_or_truncated_file_is_named(copy):
    data = (copy / "light.npz").read_bytes()
    (copy / "light.npz").write_bytes(data[:-1])
    with pytest.raises(ModelError, match=r"light\.npz is not the one"):
        closedetect.load(copy)


def test_a_newer_schema_asks_to_upgrade(copy):
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**manifest, "schema": 99}))
    with pytest.raises(ModelError, match="schema 99.*upgrade"):
        closedetect.load(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 1}', '{"schema": "x", "files": {}}'])
def test_a_broken_manifest_is_an_error_of_ours(copy, text):
    (copy / "manifest.json").write_text(text)
    with pytest.raises(ModelError, match="cannot be read as a manifest"):
        read_manifest(copy)


def test_a_manifest_cannot_point_outside(copy):
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"]["../x"] = "0"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="not a plain file name"):
        read_manifest(copy)


def test_an_unknown_name_lists_the_known(tmp_path):
    with pytest.raises(ModelError, match="give 'default', 'fast' or a folder"):
        closedetect.load(tmp_path / "nothing")


def test_no_module_loads_pickles():
    for path in Path(closedetect.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
                assert not names & {"pickle", "dill", "cloudpickle", "shelve", "marshal"}, path
            if isinstance(node, ast.Attribute):
                owner = getattr(node.value, "id", "")
                assert (owner, node.attr) not in {("joblib", "load"), ("torch", "load")}, path
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                assert getattr(node.value, "value", True) is False, path
