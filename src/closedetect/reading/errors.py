"""ReadError: what could not be read, where, what was seen, what is allowed and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class ReadError(ValueError):
    """A transcript that cannot be read.

    The message is written for the person who has the file: it names the place, says what was seen there,
    what would have been fine, and what to do next. The parts stay available as attributes.

    Parameters
    ----------
    seen : str
        What was found, as a clause ("the file is empty").
    allowed : iterable of str, optional
        What would have been accepted.
    todo : str, optional
        What to do about it, as a sentence.
    file : str or Path, optional
        The file, or whatever name the input has.
    where : str, optional
        Place in the file: "row 7", "line 3", "byte 120".

    Examples
    --------
    >>> raise ReadError("there is no column 'talk'", allowed=["id", "text"], file="a.csv", where="row 1")
    Traceback (most recent call last):
        ...
    closedetect.reading.errors.ReadError: a.csv, row 1: there is no column 'talk'. Allowed: id, text.
    """

    def __init__(
        self,
        seen: str,
        *,
        allowed: Iterable[str] = (),
        todo: str = "",
        file: str | Path | None = None,
        where: str | None = None,
    ) -> None:
        self.seen = seen
        self.allowed = tuple(allowed)
        self.todo = todo
        self.file = None if file is None else str(file)
        self.where = where
        super().__init__(self._message())

    def _message(self) -> str:
        place = ", ".join(part for part in (self.file, self.where) if part)
        parts = [f"{place}: {self.seen}." if place else f"{self.seen}."]
        if self.allowed:
            parts.append(f"Allowed: {', '.join(self.allowed)}.")
        if self.todo:
            parts.append(self.todo)
        return " ".join(parts)

    def at(self, file: str | Path | None = None, where: str | None = None) -> ReadError:
        """Return the same error with the file or the place filled in where they were unknown.

        Parameters
        ----------
        file : str or Path, optional
            The file, kept only if none was known.
        where : str, optional
            The place, kept only if none was known.

        Examples
        --------
        >>> print(ReadError("the cell is empty").at("a.csv", "row 2"))
        a.csv, row 2: the cell is empty.
        """
        return ReadError(
            self.seen,
            allowed=self.allowed,
            todo=self.todo,
            file=self.file if self.file is not None else file,
            where=self.where or where,
        )

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling, and batch workers send errors home.
        return _rebuild, (self.seen, self.allowed, self.todo, self.file, self.where)


def _rebuild(
    seen: str, allowed: tuple[str, ...], todo: str, file: str | None, where: str | None
) -> ReadError:
    return ReadError(seen, allowed=allowed, todo=todo, file=file, where=where)
