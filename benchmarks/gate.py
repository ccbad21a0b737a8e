"""What a gate before the encoder would save: endings that the light model alone could be sure hold no cue.

    python benchmarks/gate.py [--json gate.json]

The light model's honest features of the dev endings (by writers it had not read) are weighed anew for one question,
whether the ending earns anything, cross-validated by writer. For each share of the endings that earn something that
must come through, the table says how many of the others would be spared the encoder.
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
    """The share of want-free endings, and of all, that stay out at each recall."""
    with np.load(model_folder("fast") / HONEST, allow_pickle=False) as file:
        # Ordinary endings are repeated there; once each is enough.
        values, first = np.unique(file["values"], axis=0, return_index=True)
        earns, writers = file["labels"][first] != "no_close", file["writers"][first]
    model = LogisticRegression(C=0.3, max_iter=500, class_weight={False: 1, True: 20})
    folds = GroupKFold(5)
    chance = cross_val_predict(model, values, earns, groups=writers, cv=folds, method="predict_proba")[:, 1]
    rows = []
    for recall in RECALLS:
        threshold = np.quantile(chance[earns], 1 - recall, method="lower")
        out = chance < threshold
        rows.append({"recall": recall, "want_free_spared": out[~earns].mean(), "all_spared": out.mean()})
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
