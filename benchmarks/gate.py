"""What a gate before the encoder would save: endings that the light model alone could be sure hold no cue.

    python benchmarks/gate.py [--json gate.json]

The light model's honest features of the dev endings (by writers it had not read) are weighed anew for one question,
whether the ending earns anything, cross-validated by writer. For each share of the endings that earn something that
must come through, the table says how many of the others would be spared the encoder. Ordinary endings count as often
as hard ones, as they do for the decision.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from closedetect.storage import model_folder
from closedetect.training import HONEST

RECALLS = (0.999, 0.995, 0.99, 0.98, 0.95)


def spared() -> list[dict[str, float]]:
    """The share of want-free endings that stay out at each recall."""
    with np.load(model_folder("fast") / HONEST, allow_pickle=False) as file:
        values, earns, writers = file["values"], file["labels"] != "no_close", file["writers"]
    model = LogisticRegression(C=0.3, max_iter=500, class_weight={False: 1, True: 20})
    chance = cross_val_predict(model, values, earns, groups=writers, cv=GroupKFold(5), method="predict_proba")[:, 1]
    rows = []
    for recall in RECALLS:
        threshold = np.quantile(chance[earns], 1 - recall, method="lower")
        rows.append({"recall": recall, "want_free_spared": float((chance[~earns] < threshold).mean())})
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    rows = spared()
    for row in rows:
        print(f"recall {row['recall']:.1%}: spares {row['want_free_spared']:.1%} of want-free endings")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
