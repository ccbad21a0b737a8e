"""No capability may get worse than the rates on record (``docs/behaviour.json``), and the cases are sound."""

import json
import sys
from pathlib import Path

import pytest

import closedetect

sys.path.insert(0, str(Path(__file__).parent))
from case_files import load
from judging import failures

CAPABILITIES = load()
RECORD = json.loads((Path(__file__).parents[2] / "docs" / "behaviour.json").read_text(encoding="utf-8"))
SLACK = 2
"""Cases by which a capability may fall short of its record: another processor rounds the network otherwise."""


@pytest.fixture(scope="module")
def default():
    return closedetect.load("default")


def test_there_are_sixty_capabilities_of_twenty_cases():
    assert len(CAPABILITIES) >= 60
    assert {len(capability.cases) for capability in CAPABILITIES} == {20}


def test_no_case_is_given_twice():
    texts = [str(text) for c in CAPABILITIES for case in c.cases for text in case.texts]
    assert len(texts) == len(set(texts))


def test_no_case_is_training_text():
    known = {turn.text for e in closedetect.datasets.iter_endings() for turn in e.turns if len(turn.text) > 60}
    known |= {u.text for u in closedetect.datasets.iter_utterances() if len(u.text) > 60}
    said = {words for c in CAPABILITIES for case in c.cases for text in case.texts for _, words in text}
    assert not said & known


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda c: c.name)
def test_no_capability_gets_worse(capability, default):
    failed = failures(default, capability)
    assert len(failed) <= RECORD["capabilities"][capability.name]["failed"] + SLACK, failed
