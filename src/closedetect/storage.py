"""Model folders: what is in them, and the checks before anything of them is used.

A model folder is data: JSON, plain arrays and ONNX, never a pickle. Its ``manifest.json`` names each file
with its SHA-256; a folder that does not match its manifest is refused.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from closedetect import __version__

SCHEMA = 1
MANIFEST = "manifest.json"
CARD = "card.md"
FIGURES = "figures.json"
"""What was measured when the model was trained."""
NAMES = {"default": "close-en", "fast": "close-en-fast"}
"""Names of the models that ship with the package -> their folders."""


class ModelError(ValueError):
    """A model folder is missing, incomplete, changed, or of a newer schema; the message says which."""


def data_folder() -> Path:
    """Return the folder of labelled text: inside the installed package, or at the root of a checkout."""
    return shipped_folder("data")


def model_folder(model: str | Path = "default") -> Path:
    """Return the folder of a model by name or path.

    Parameters
    ----------
    model : str or Path
        ``"default"``, ``"fast"``, or the path of a folder that ``closedetect train`` wrote.

    Raises
    ------
    ModelError
        If there is no such folder.
    """
    if str(model) in NAMES:
        folder = shipped_folder("models") / NAMES[str(model)]
        if str(model) == "default" and not folder.is_dir():
            folder = folder.with_name(NAMES["fast"])
        if not (folder / MANIFEST).is_file():
            raise ModelError(f"the model {str(model)!r} is not in this installation ({folder} has no {MANIFEST})")
        return folder
    folder = Path(model)
    if not (folder / MANIFEST).is_file():
        names = ", ".join(map(repr, NAMES))
        raise ModelError(f"{folder} is not a model folder (no {MANIFEST}); give {names} or a folder with one")
    return folder


def shipped_folder(name: str) -> Path:
    """Return a folder that ships with the package, wherever it was installed from."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parents[1] / name


def write_manifest(folder: Path, files: list[str], facts: Mapping[str, Any]) -> None:
    """Write ``manifest.json`` over the files of a folder.

    Parameters
    ----------
    folder : Path
        Model folder.
    files : list of str
        Names of its files.
    facts : mapping
        What else to record: name, version, label order, tagger, hash of the training data, figures.
    """
    manifest = {
        "schema": SCHEMA,
        **facts,
        "made_with": {"closedetect": __version__}
        | {name: _version(name) for name in ("numpy", "scikit-learn", "spacy")}
        | {"python": platform.python_version()},
        "files": {name: sha256(folder / name) for name in sorted(files)},
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a folder's manifest and check every file against it.

    Raises
    ------
    ModelError
        If the manifest cannot be read, has a newer schema, or a file is missing or changed.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        schema, files = int(manifest["schema"]), dict(manifest["files"])
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{folder / MANIFEST} cannot be read as a manifest: {error}") from error
    if schema > SCHEMA:
        raise ModelError(
            f"{folder} has schema {schema}; this version of closedetect reads up to {SCHEMA}: upgrade closedetect"
        )
    for name, expected in files.items():
        if Path(name).name != name:
            raise ModelError(f"{folder}: the manifest names {name!r}, which is not a plain file name")
        if not (folder / name).is_file():
            raise ModelError(f"{folder}: the file {name} is missing")
        if sha256(folder / name) != expected:
            raise ModelError(f"{folder}: the file {name} is not the one the manifest describes (SHA-256 differs)")
    return dict(manifest)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
