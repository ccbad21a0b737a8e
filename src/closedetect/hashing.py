"""Words to columns without a vocabulary: one place for scikit-learn's feature hashing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction import FeatureHasher


def linear_scores(rows: Sequence[Sequence[str]], weights: np.ndarray) -> np.ndarray:
    """Return what a linear model gives each list of features.

    Parameters
    ----------
    rows : sequence of sequence of str
        Names of the features present in each row.
    weights : ndarray of shape (buckets + 1,) or (buckets + 1, n_outputs)
        Weight of each hashed feature, intercept last.
    """
    return np.asarray(hash_rows(rows, len(weights) - 1) @ weights[:-1] + weights[-1], dtype=float)


def hash_rows(rows: Sequence[Sequence[str]], buckets: int) -> sp.csr_matrix:
    """Return a 0/1 matrix with one row for each list of features.

    Parameters
    ----------
    rows : sequence of sequence of str
        Names of the features present in each row.
    buckets : int
        Number of columns.

    Examples
    --------
    >>> hash_rows([["a", "b", "a"], []], 16).sum(axis=1).ravel().tolist()
    [[2.0, 0.0]]
    """
    hasher = FeatureHasher(n_features=buckets, input_type="string", alternate_sign=False, dtype=np.float32)
    matrix = hasher.transform(rows)
    matrix.data[:] = 1.0
    return matrix
