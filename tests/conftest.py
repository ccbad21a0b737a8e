"""What several test modules need: the shipped light model, loaded once."""

from __future__ import annotations

import pytest

import closedetect


@pytest.fixture(scope="session")
def fast():
    return closedetect.load("fast")
