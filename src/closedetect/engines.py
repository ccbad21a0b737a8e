"""Frames of any engine: pandas on one machine, Dask and Spark on many, by one function over partitions.

The engines split the work, start again what a lost worker had, and write the result; all that happens here is
what happens to one partition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closedetect.scoring import TYPES, added_columns

if TYPE_CHECKING:
    import pandas as pd


def score(
    frame: Any,
    text: str = "transcript",
    *,
    candidate: str | None = None,
    model: str | Path = "default",
    prior: Mapping[str, float] | None = None,
    abstain: float | None = None,
) -> Any:
    """Classify a column of transcripts of a pandas, Dask or Spark frame.

    Parameters
    ----------
    frame : pandas.DataFrame, dask.dataframe.DataFrame or pyspark.sql.DataFrame
        One transcript a row.
    text : str
        The column that holds them.
    candidate : str, optional
        A column that holds the candidate's label for each row.
    model : str or Path
        ``"default"``, ``"fast"``, or a model folder that every worker can reach by this path.
    prior, abstain
        See :class:`closedetect.Detector`.

    Returns
    -------
    frame of the same engine
        The columns of ``frame`` and behind them those of :data:`closedetect.scoring.COLUMNS`, with the prefix
        ``closedetect_`` where ``frame`` has one of that name. pandas and Dask keep the index. Dask and Spark
        compute nothing until they are asked to.

    Raises
    ------
    TypeError
        If it is no frame.
    KeyError
        If a column is not in the frame.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"transcript": ["HR: Any questions?\\nAna: Can I have the job?"]}, index=["x"])
    >>> score(frame, model="fast").loc["x", "label"]
    'direct_ask'
    """
    engine = _engine(frame)
    for column in filter(None, (text, candidate)):
        if column not in frame.columns:
            raise KeyError(f"no column {column!r}; columns here: {', '.join(map(str, frame.columns))}")
    scorer = partition_scorer(text, candidate=candidate, model=model, prior=prior, abstain=abstain)
    if engine == "pandas":
        return scorer(frame)
    if engine == "dask":
        # The dtypes are declared, so that Dask need not try the model on made-up rows.
        return frame.map_partitions(scorer, meta=_declared(frame._meta))
    return frame.mapInPandas(_over_batches(scorer), spark_schema(frame.schema))


def partition_scorer(
    text: str = "transcript",
    *,
    candidate: str | None = None,
    model: str | Path = "default",
    prior: Mapping[str, float] | None = None,
    abstain: float | None = None,
) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a function from a pandas frame to a scored one, for any engine that maps over partitions.

    It can be pickled; each worker process loads the model when it gets its first partition, and keeps it.

    Parameters
    ----------
    text, candidate, model, prior, abstain
        As in :func:`score`.

    Examples
    --------
    >>> import pandas as pd
    >>> scorer = partition_scorer(model="fast")
    >>> scorer(pd.DataFrame({"id": [], "transcript": []})).columns[:4].tolist()
    ['id', 'transcript', 'label', 'p_no_close']
    """
    return _Scorer(text, candidate, model, dict(prior) if prior else None, abstain)


class _Scorer:
    """A picklable function with the settings of a run."""

    def __init__(
        self,
        text: str,
        candidate: str | None,
        model: str | Path,
        prior: dict[str, float] | None,
        abstain: float | None,
    ) -> None:
        self.text, self.candidate = text, candidate
        self.model, self.prior, self.abstain = model, prior, abstain

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        from closedetect.detector import load

        detector = load(self.model, prior=self.prior, abstain=self.abstain)
        scored = detector.score(frame, self.text, candidate=self.candidate)
        scored.columns = pd.Index(added_columns(frame.columns).values())
        return pd.concat([frame, scored], axis=1)


def spark_schema(schema: Any) -> Any:
    """Return a Spark schema with the columns that scoring adds.

    Parameters
    ----------
    schema : pyspark.sql.types.StructType
        The schema of the frame to be scored.
    """
    from pyspark.sql.types import DoubleType, StringType, StructField, StructType

    added = [
        StructField(name, DoubleType() if TYPES[column] == "float64" else StringType())
        for column, name in added_columns(schema.names).items()
    ]
    return StructType([*schema.fields, *added])


def _declared(empty: Any) -> Any:
    names = added_columns(empty.columns)
    return empty.assign(**{name: _empty_column(TYPES[column]) for column, name in names.items()})


def _empty_column(dtype: str) -> Any:
    import pandas as pd

    return pd.Series([], dtype=dtype)


def _over_batches(scorer: Callable[[Any], Any]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def score_batches(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield scorer(batch)

    return score_batches


def _engine(frame: object) -> str:
    home = type(frame).__module__.split(".")[0]
    found = {"pandas": "pandas", "dask": "dask", "dask_expr": "dask", "pyspark": "spark"}.get(home)
    if found is None or not hasattr(frame, "columns"):
        raise TypeError(f"score takes a DataFrame of pandas, Dask or Spark, not {type(frame).__name__}")
    return found
