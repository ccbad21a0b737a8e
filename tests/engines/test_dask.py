"""Dask: a real cluster of processes, one of them killed half-way; the result is that of one machine."""

from __future__ import annotations

import os
import signal
import threading
import time

import pandas as pd
import pytest

import closedetect

dd = pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.cluster
ENDINGS = [
    "HR: Any questions?\nAna: Can I have the job?",
    "HR: Any questions?\nAna: No, thank you. Bye.",
    "HR: Any questions?\nAna: No, but I would love to work here.",
    "",
]


@pytest.fixture
def frame():
    texts = [f"HR: This is number {i}.\nAna: I see.\n{ENDINGS[i % 4]}" if ENDINGS[i % 4] else "" for i in range(400)]
    return pd.DataFrame({"id": range(400), "transcript": texts})


@pytest.fixture
def cluster(tmp_path):
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(tmp_path)
        ) as made,
        distributed.Client(made),
    ):
        yield made


def test_a_killed_worker_loses_no_row(frame, cluster):
    wanted = closedetect.score(frame, model="fast")
    lazy = closedetect.score(dd.from_pandas(frame, npartitions=40), model="fast")
    victim = next(iter(cluster.workers.values())).pid
    killed: list[float] = []
    killer = threading.Thread(target=_kill_later, args=(victim, killed))
    killer.start()
    found = lazy.compute()
    ended = time.monotonic()
    killer.join()
    assert killed[0] < ended, "the run was over before a worker was killed: give it more rows"
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)


def _kill_later(pid: int, killed: list[float]) -> None:
    # Long enough for the workers to have begun, not for them to have ended: they load the model first.
    time.sleep(1.5)
    os.kill(pid, signal.SIGKILL)
    killed.append(time.monotonic())


def test_declared_types_are_those_that_come(frame):
    lazy = closedetect.score(dd.from_pandas(frame.head(8), npartitions=2), model="fast")
    assert lazy.compute(scheduler="synchronous").dtypes.to_dict() == lazy.dtypes.to_dict()
