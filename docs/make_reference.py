"""Write the reference pages from the docstrings.

pip install '.[docs]' && python docs/make_reference.py reference
"""

from __future__ import annotations

import sys
from pathlib import Path

MODULES = (
    "closedetect.detector",
    "closedetect.result",
    "closedetect.transcript",
    "closedetect.reading",
    "closedetect.engines",
    "closedetect.batch",
    "closedetect.scoring",
    "closedetect.model",
    "closedetect.features",
    "closedetect.decision",
    "closedetect.pipeline",
    "closedetect.evaluation",
    "closedetect.training",
    "closedetect.own_training",
    "closedetect.datasets",
    "closedetect.exports",
    "closedetect.wordings",
    "closedetect.labels",
    "closedetect.storage",
)
"""What other projects may rely on; the names at the top of the package come from these."""


def make_reference(folder: Path) -> None:
    """Write one page a module, and an index."""
    import pdoc

    pdoc.render.configure(docformat="numpy", search=True)
    pdoc.pdoc(*MODULES, output_directory=folder)


if __name__ == "__main__":
    make_reference(Path(sys.argv[1] if len(sys.argv) > 1 else "reference"))
