"""From token chances to phrases: whole words, trimmed, no fragments, no sentence run over."""

from __future__ import annotations

import re

import numpy as np
import pytest

import closedetect
from closedetect.cues.phrases import MEAN, find_phrases
from closedetect.labels import TRIGGER_CUES


def phrases(text, hot, cue="job_request", chance=0.9):
    """Tag the tokens (words and marks) of a text: those in ``hot`` carry the cue with a chance."""
    found = list(re.finditer(r"\w+|[^\w\s]", text))
    tokens = np.zeros((len(found), 1 + len(TRIGGER_CUES)))
    for i, token in enumerate(found):
        p = hot.get(token.group(), 0.01) if isinstance(hot, dict) else chance if token.group() in hot else 0.01
        tokens[i, 1 + TRIGGER_CUES.index(cue)] = p
    tokens[:, 0] = 1 - tokens[:, 1:].sum(axis=1)
    spans = find_phrases(text, tokens, [token.span() for token in found])
    return [text[s.start : s.end] for s in spans if s.score >= MEAN], [text[s.start : s.end] for s in spans]


def test_a_phrase_is_whole_words_without_the_marks_around_them():
    assert phrases("So, (can I have it?) Thanks", {"can", "I", "have", "it", ",", "(", "?"})[0] == ["can I have it"]


def test_half_a_word_brings_the_whole_word():
    assert phrases("i'd take the job", {"d", "take", "the", "job"})[0] == ["i'd take the job"]


def test_one_word_alone_is_no_phrase_unless_it_is_a_yes():
    assert phrases("it is for you", {"for"})[0] == []
    assert phrases("Absolutely. I do", {"Absolutely"}, cue="affirmation")[0] == ["Absolutely"]


def test_one_doubtful_word_does_not_break_a_phrase_and_two_do():
    assert phrases("I really want this job", {"I", "want", "this", "job"})[0] == ["I really want this job"]
    assert phrases("hire me now or else hire me then", {"hire", "me"})[0] == ["hire me", "hire me"]


def test_a_phrase_ends_with_its_sentence():
    assert phrases("Hire me. Please do", {"Hire", "me", "Please", "do"})[0] == ["Hire me", "Please do"]


@pytest.mark.parametrize(
    "text", ["I'd work for Dr. Patel here", "Can I start at 9 a.m. on Monday", "I'd join Acme Inc. as a welder"]
)
def test_the_stop_of_a_short_form_ends_no_sentence(text):
    assert phrases(text, set(re.findall(r"\w+", text)))[0] == [text]


def test_faint_phrases_score_below_a_half_and_overlap_no_sure_one():
    sure, all_of_them = phrases("give me the chair by the window then", {"chair": 0.3, "by": 0.2, "the": 0.06})
    assert sure == [] and all_of_them == ["the chair by the"]


@pytest.mark.parametrize("model", ["default", "fast"])
def test_no_marked_phrase_is_a_scrap(model):
    detector = closedetect.load(model)
    for ending in closedetect.datasets.load_endings("test")["text"]:
        for trigger in detector.classify(ending).triggers:
            assert trigger.text[0].isalnum() and trigger.text[-1].isalnum()
            around = ending[trigger.start - 1 : trigger.start] + ending[trigger.end : trigger.end + 1]
            assert not any(c.isalnum() for c in around), trigger
            before, after = ending[: trigger.start], f"{ending}\n"[trigger.end]
            sentence = re.search(r"[.!?:] $", before) and after in ".!?\n"
            if trigger.cue != "affirmation" and not sentence:
                assert " " in trigger.text.strip() or "\n" in trigger.text, trigger
