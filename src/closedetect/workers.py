"""Work on many items by several processes, in order, holding only a few of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")
CHUNK = 16
"""Items that a worker process gets at a time."""


def map_in_order(work: Callable[[Item], Made], items: Iterable[Item], n_jobs: int = 1) -> Iterator[tuple[Item, Made]]:
    """Yield each item with what a function makes of it.

    Parameters
    ----------
    work : callable
        What to do with one item; it must be picklable for more than one process.
    items : iterable
        Any number of items, taken as they are needed.
    n_jobs : int
        Worker processes (joblib); 1 works in this process.

    Examples
    --------
    >>> list(map_in_order(len, ["a", "bcd"]))
    [('a', 1), ('bcd', 3)]
    """
    if n_jobs == 1:
        for item in items:
            yield item, work(item)
        return
    from joblib import Parallel, delayed

    source = iter(items)
    waiting: deque[list[Item]] = deque()

    def tasks() -> Iterator[Any]:
        while chunk := list(islice(source, CHUNK)):
            waiting.append(chunk)
            yield delayed(_each)(work, chunk)

    parallel = Parallel(n_jobs=n_jobs, return_as="generator", batch_size=1, pre_dispatch="2*n_jobs")
    for made in parallel(tasks()):
        yield from zip(waiting.popleft(), made, strict=True)


def _each(work: Callable[[Item], Made], chunk: list[Item]) -> list[Made]:
    return [work(item) for item in chunk]
