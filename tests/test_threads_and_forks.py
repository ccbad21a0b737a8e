"""A loaded detector is safe to use from several threads and in forked processes."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from closedetect import datasets

TEXTS = [ending.render() for ending in list(datasets.iter_endings("dev"))[:24]]


def facts(result):
    return result.label, result.probabilities, [(t.start, t.end, t.cue) for t in result.triggers]


@pytest.mark.parametrize("model", ["default", "fast"])
def test_threads_get_what_one_thread_gets(model):
    import closedetect

    detector = closedetect.load(model)
    alone = [facts(detector.classify(text)) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: facts(detector.classify(text)), TEXTS * 3))
    assert together == alone * 3


def _in_child(detector, queue):
    queue.put([facts(detector.classify(text)) for text in TEXTS[:6]])


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("model", ["default", "fast"])
def test_a_forked_process_can_use_its_parents_detector(model):
    import closedetect

    detector = closedetect.load(model)
    alone = [facts(detector.classify(text)) for text in TEXTS[:6]]
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_in_child, args=(detector, queue))
    child.start()
    assert queue.get(timeout=120) == alone
    child.join(10)
    assert child.exitcode == 0
