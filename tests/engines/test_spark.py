"""Spark in local-cluster mode: executors in processes of their own; the result is that of one machine."""

from __future__ import annotations

import os
import shutil
import sys

import pandas as pd
import pytest

import closedetect

pyspark = pytest.importorskip("pyspark")

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
]


@pytest.fixture
def spark():
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "50")
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(sys.path))
        .getOrCreate()
    )
    yield made
    made.stop()


def test_spark_finds_what_one_machine_finds(spark):
    ask = "HR: Any questions? That was question {}.\nAna: Can I have the job?"
    texts = [ask.format(i) if i % 3 else (None if i % 2 else "HR: Bye.\nAna: Bye, thanks.") for i in range(200)]
    frame = pd.DataFrame({"id": range(200), "transcript": texts})
    wanted = closedetect.score(frame, model="fast")
    lazy = closedetect.score(spark.createDataFrame(frame).repartition(4), model="fast")
    found = lazy.toPandas().sort_values("id").reset_index(drop=True)
    assert found.columns.tolist() == wanted.columns.tolist()
    for column in wanted.columns.drop("transcript"):
        left, right = found[column], wanted[column]
        if column.startswith("p_"):
            pd.testing.assert_series_equal(left, right)
        else:
            assert left.tolist() == right.tolist(), column
