"""Figures: checked against small cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from closedetect.evaluation import evaluate, render, trigger_figures

Y = ["no_close", "no_close", "soft_interest", "direct_ask"]
P = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.0, 0.1, 0.9]])


def test_figures_of_a_small_case():
    f = evaluate(Y, P, resamples=50)
    assert f["accuracy"] == 0.75 and f["confusion"] == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert f["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3, abs=1e-6)
    assert f["no_close_specificity"] == 0.5
    brier = (0.06 + (0.64 + 0.49 + 0.01) + 0.06 + 0.02) / 4
    assert f["brier"] == pytest.approx(brier)
    assert f["log_loss"] == pytest.approx(-np.log([0.8, 0.2, 0.8, 0.9]).mean())
    # Weights (i-j)^2: observed 1; expected from margins (2,1,1) and (1,2,1) over 4.
    expected = (2 * (0 * 1 + 1 * 2 + 4 * 1) + 1 * (1 * 1 + 0 * 2 + 1 * 1) + 1 * (4 * 1 + 1 * 2 + 0)) / 4
    assert f["quadratic_kappa"] == pytest.approx(1 - 1 / expected)


def test_asks_are_counted_from_a_least_probability_on():
    y = ["direct_ask", "soft_interest", "direct_ask", "no_close"]
    p = np.array([[0.02, 0.03, 0.95], [0.05, 0.2, 0.75], [0.1, 0.25, 0.65], [0.7, 0.1, 0.2]])
    found = {row["least"]: (row["precision"], row["recall"]) for row in evaluate(y, p, resamples=1)["direct_ask_from"]}
    assert found[0.6] == (pytest.approx(2 / 3, abs=1e-6), 1.0)
    assert found[0.7] == (0.5, 0.5) and found[0.9] == (1.0, 0.5)


def test_intervals_enclose_and_whole_groups_are_drawn():
    y, p = Y * 10, np.tile(P, (10, 1))
    single = evaluate(y, p, resamples=200)["intervals_95"]["accuracy"]
    assert single[0] < 0.75 < single[1]
    grouped = evaluate(y, p, [str(i // 4) for i in range(40)], resamples=200)["intervals_95"]["accuracy"]
    assert grouped == [0.75, 0.75]  # all groups are alike


def test_wrong_input_is_named():
    with pytest.raises(ValueError, match="unknown label 'yes'"):
        evaluate(["yes"], P[:1])
    with pytest.raises(ValueError, match="nothing to evaluate"):
        evaluate([], P[:0])
    with pytest.raises(ValueError, match="need"):
        evaluate(Y, P[:2])


def test_trigger_figures_count_characters_and_cues():
    true = [[(0, 10, "hope")], [], [(0, 4, "desire")]]
    found = [[(5, 15, "interest")], [(0, 5, "hope")], [(0, 4, "desire")]]
    f = trigger_figures(true, found)
    assert f["character_f1"] == pytest.approx(2 * 9 / (14 + 19), abs=1e-6)
    assert f["cue_accuracy"] == 0.5
    assert f["exact_f1"] == pytest.approx(2 * 1 / (2 + 3), abs=1e-6)
    assert f["phrase_precision"] == pytest.approx(2 / 3, abs=1e-6)


def test_the_table_names_all_labels():
    text = render(evaluate(Y, P, resamples=20))
    assert all(label in text for label in ("no_close", "soft_interest", "direct_ask")) and "confusion" in text
