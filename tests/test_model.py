"""CloseClassifier: the estimator contract for transcripts."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline

from closedetect import LABELS, CloseClassifier

X = [
    "HR: Any questions?\nAna: Can I have the job?",
    "HR: Any questions?\nAna: I'd love to work here.",
    "HR: Any questions?\nAna: No, thank you. Bye.",
] * 4
Y = ["direct_ask", "soft_interest", "no_close"] * 4


@pytest.fixture(scope="module")
def fitted():
    return CloseClassifier(model="fast").fit(X, Y)


def test_it_learns_and_keeps_the_order_of_labels(fitted):
    assert fitted.classes_.tolist() == list(LABELS)
    assert fitted.score(X, Y) == 1.0
    assert fitted.predict_proba(X[:3]).argmax(axis=1).tolist() == [2, 1, 0]


def test_one_row_equals_batch(fitted):
    batch = fitted.predict_proba(X[:3])
    assert all((fitted.predict_proba([x])[0] == row).all() for x, row in zip(X[:3], batch, strict=True))


def test_clone_parameters_pickle_and_search(fitted):
    model = clone(CloseClassifier(model="fast", C=0.5))
    assert model.get_params()["C"] == 0.5
    again = pickle.loads(pickle.dumps(fitted))
    assert (again.predict_proba(X) == fitted.predict_proba(X)).all()
    search = GridSearchCV(CloseClassifier(model="fast", calibrate=False), {"C": [0.1, 1.0]}, cv=2).fit(X, Y)
    assert search.best_score_ > 0.9
    assert np.mean(cross_val_score(make_pipeline(CloseClassifier(model="fast")), X, Y, cv=2)) > 0.9


def test_unfitted_it_refuses():
    with pytest.raises(NotFittedError):
        CloseClassifier(model="fast").predict(X)
    with pytest.raises(NotFittedError):
        CloseClassifier(model="fast").explain(X[0])


def test_wrong_input_is_named():
    with pytest.raises(ValueError, match="12 transcripts but 1 labels"):
        CloseClassifier(model="fast").fit(X, ["no_close"])
    with pytest.raises(ValueError, match="one string"):
        CloseClassifier(model="fast").fit(X[0], Y)
    with pytest.raises(ValueError, match="only one class"):
        CloseClassifier(model="fast").fit(X[:2], ["no_close"] * 2)


def test_it_explains_with_its_own_decision(fitted):
    result = fitted.explain(X[0])
    assert result.label == "direct_ask" and result.triggers[0].text == "Can I have the job"
    two = CloseClassifier(model="fast").fit(X[:2] * 3, Y[:2] * 3)
    assert two.predict(X[:2]).tolist() == Y[:2]
    with pytest.raises(ValueError, match="all three labels"):
        two.explain(X[0])
