"""The numeric estimator: scikit-learn's contract, the order of labels, exact contributions."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils.estimator_checks import parametrize_with_checks

from closedetect.decision import DecisionModel, even_rows, softmax
from closedetect.labels import LABELS
from closedetect.storage import shipped_folder


@parametrize_with_checks([DecisionModel()])
def test_scikit_learn_contract(estimator, check):
    check(estimator)


def toy(n=60, seed=0):
    random = np.random.default_rng(seed)
    y = np.array(LABELS)[np.arange(n) % 3]
    return random.normal(size=(n, 5)) + 2 * np.eye(3, 5)[np.arange(n) % 3], y


def test_labels_keep_their_order_not_the_alphabet():
    X, y = toy()
    model = DecisionModel().fit(X, y)
    assert model.classes_.tolist() == list(LABELS)
    assert (model.predict(X) == model.classes_[model.predict_proba(X).argmax(axis=1)]).all()
    assert (model.predict(X) == y).mean() > 0.8


def test_one_row_equals_batch_to_the_bit():
    X, y = toy()
    model = DecisionModel().fit(X, y)
    batch = model.predict_proba(X)
    assert all((model.predict_proba(X[i : i + 1])[0] == batch[i]).all() for i in range(len(X)))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-6, 6), min_size=5, max_size=5))
def test_contributions_and_intercept_are_the_score(values):
    X, y = toy()
    model = DecisionModel().fit(X, y)
    x = np.array(values)
    assert np.abs(model.contributions(x).sum(axis=1) + model.intercept_ - model.scores(x[None])[0]).max() < 1e-9


def test_the_temperature_softens_an_overconfident_model():
    X, y = toy(90)
    y = y.copy()
    y[::4] = "no_close"
    soft = DecisionModel(C=1e4).fit(X, y)
    hard = DecisionModel(C=1e4, calibrate=False).fit(X, y)
    assert soft.temperature_ > 1 > 0 and hard.temperature_ == 1.0
    assert soft.predict_proba(X).max(axis=1).mean() < hard.predict_proba(X).max(axis=1).mean()
    assert (soft.predict(X) == hard.predict(X)).all()


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="at least two classes"):
        DecisionModel().fit(np.zeros((4, 2)), ["no_close"] * 4)


def test_softmax_sums_to_one_even_for_huge_scores():
    assert softmax(np.array([1e4, 0.0, -1e4])).tolist() == [1.0, 0.0, 0.0]


def test_ordinary_rows_are_repeated_until_they_count_like_hard_ones():
    kinds = ["hard"] * 6 + ["ordinary"] * 2 + ["", ""]
    rows = even_rows(kinds)
    assert rows[:10].tolist() == list(range(10))
    drawn = [kinds[i] for i in rows]
    assert drawn.count("ordinary") == drawn.count("hard") == 6


@pytest.mark.parametrize("kinds", [[], [""] * 3, ["hard"] * 3, ["ordinary"] * 3, ["hard", "ordinary", "ordinary"]])
def test_rows_are_not_repeated_where_that_balances_nothing(kinds):
    assert even_rows(kinds).tolist() == list(range(len(kinds)))


@pytest.mark.parametrize("name", ["close-en", "close-en-fast"])
def test_a_cards_tables_start_from_the_decision_that_its_figures_are_of(name):
    figures = json.loads((shipped_folder("models") / name / "figures.json").read_text(encoding="utf-8"))
    assert figures["ablation"]["nothing (all features)"] == pytest.approx(figures["dev"]["macro_f1"], abs=1e-6)


@pytest.mark.parametrize("name", ["close-en", "close-en-fast"])
def test_a_card_tells_how_sure_asks_are(name):
    folder = shipped_folder("models") / name
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    card = (folder / "card.md").read_text(encoding="utf-8")
    for row in figures["test"]["rows"]["all test endings"]["direct_ask_from"]:
        assert f"| {row['least']} | {row['precision']:.3f} | {row['recall']:.3f} |" in card
