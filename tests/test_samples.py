"""What an epoch lays before the encoder: every text, and less of what it has learned already."""

import numpy as np
import pytest

from closedetect.corpus import Ending, EndingTurn, Mark, Utterance
from closedetect.cues.examples import examples
from closedetect.learning.samples import UNKNOWN, Conversation, Sampler


def utterance(number: int, cue: str) -> Utterance:
    text = f"Line {number} of the candidate"
    marks = (Mark(0, len(text), cue),) if cue == "desire" else ()
    return Utterance(f"u-{number}", cue, "", text, marks, "u", number)


def ending(number: int, label: str) -> Ending:
    said = f"Ending {number} wants the job. The bus is late."
    marks = (Mark(0, said.index("."), "desire"),) if label == "soft_interest" else ()
    said_by = {"I": "Questions?", "C": said}
    turns = tuple(EndingTurn(who, words, marks if who == "C" else ()) for who, words in said_by.items())
    return Ending(f"e-{number}", label, turns, 0, "e", {}, number)


@pytest.fixture
def text():
    lines = [utterance(n, "desire" if n % 2 else "gratitude") for n in range(200)]
    endings = [ending(n, "soft_interest" if n % 2 else "no_close") for n in range(40)]
    return examples(lines[:150], endings[:30]), examples(lines[150:], endings[30:])


def words_of(drawn: list[Conversation]) -> list[str]:
    return [" / ".join(said.text for said in lines) for lines, _ in drawn]


def test_every_new_line_and_ending_is_shown(text):
    learned, new = text
    shown = words_of(Sampler(learned + new, copies=3).epoch(np.random.default_rng(0)))
    for n in range(200):
        assert any(f"Line {n} of" in words for words in shown)
    for n in range(40):
        assert sum(f"Questions? / Ending {n} wants" in words for words in shown) >= 3


def test_what_was_learned_is_shown_less(text):
    learned, new = text
    drawn = Sampler(learned + new, copies=3, learned=len(learned)).epoch(np.random.default_rng(0))
    shown = words_of(drawn)
    assert all(any(f"Line {n} of" in words for words in shown) for n in range(150, 200))
    whole = [words for words in shown if words.startswith("Questions? / Ending") and "wants" in words]
    earning = [sum(f"Ending {n} wants the job. The bus" in words for words in whole) for n in range(1, 40, 2)]
    assert earning == [1] * 15 + [3] * 5
    fewer, all_of_it = len(drawn), len(Sampler(learned + new, copies=3).epoch(np.random.default_rng(0)))
    assert fewer < all_of_it


@pytest.mark.parametrize("share", [0.0, 0.1])
def test_little_of_what_was_learned_is_shown_beside_a_little_new_text(text, share):
    learned, new = text
    sampler = Sampler(learned + new, copies=3, learned=len(learned), rehearsed=share)
    shown = words_of(sampler.epoch(np.random.default_rng(0)))
    count = [shown.count(f"Questions? / Ending {n} wants the job. The bus is late.") for n in range(40)]
    assert sum(count[:30]) == 0 if share == 0 else 0 < sum(count[:30]) < 15
    assert min(count[30:]) == 3


def test_an_emptied_ending_earns_nothing(text):
    learned, new = text
    for lines, level in Sampler(learned + new).epoch(np.random.default_rng(0)):
        if level not in (0, UNKNOWN):
            assert any(said.classes.any() for said in lines)


def test_text_without_any_want_can_be_drawn_from():
    plain = examples([utterance(n, "gratitude") for n in range(0, 40, 2)], [ending(n, "no_close") for n in range(4)])
    assert Sampler(plain, pairs=1.0).epoch(np.random.default_rng(0))
