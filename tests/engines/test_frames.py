"""One function over pandas frames; what Dask and Spark are told about the result."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest

import closedetect
from closedetect.engines import partition_scorer
from closedetect.scoring import COLUMNS, TYPES

ASK = "HR: Any questions?\nAna: Can I have the job?"


def test_a_pandas_frame_keeps_its_columns_and_index(fast):
    frame = pd.DataFrame({"id": [7, 8], "label": ["a", "b"], "transcript": [ASK, None]}, index=["x", "y"])
    out = closedetect.score(frame, model="fast")
    assert out.columns.tolist()[:3] == ["id", "label", "transcript"] and out.index.tolist() == ["x", "y"]
    assert out["closedetect_label"].tolist() == ["direct_ask", ""] and out["id"].dtype == frame["id"].dtype
    assert out.loc["y", "problem"]


def test_types_do_not_depend_on_what_is_in_the_rows():
    for texts in ([], [None], [ASK], [ASK, None]):
        out = partition_scorer(model="fast")(pd.DataFrame({"transcript": pd.Series(texts, dtype=object)}))
        assert [str(out[c].dtype) for c in COLUMNS] == [str(pd.Series([], dtype=TYPES[c]).dtype) for c in COLUMNS]


def test_the_partition_function_can_be_sent_to_workers():
    again = pickle.loads(pickle.dumps(partition_scorer(model="fast", prior=None, abstain=0.2)))
    assert again(pd.DataFrame({"transcript": [ASK]}))["label"].tolist() == ["direct_ask"]


def test_what_is_no_frame_and_what_lacks_the_column_is_refused():
    with pytest.raises(TypeError, match="pandas, Dask or Spark, not list"):
        closedetect.score([ASK], model="fast")
    with pytest.raises(KeyError, match="no column 'text'; columns here: transcript"):
        closedetect.score(pd.DataFrame({"transcript": [ASK]}), "text", model="fast")
