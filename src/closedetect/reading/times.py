"""Time stamps of tables and JSON, of whatever kind, to seconds from the start of the recording."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from closedetect.reading.lines import seconds


def relative_times(values: Sequence[Any], n_words: int) -> list[float | None]:
    """Turn time stamps of any kind into seconds from the start of the recording.

    Clock times and small numbers are seconds already, dates and epochs count from the first of them, and
    numbers by which people would speak slower than a word in 50 s are milliseconds.

    Parameters
    ----------
    values : sequence
        Numbers, ``"00:53"``, ISO dates, or None.
    n_words : int
        How many words were said in all.

    Examples
    --------
    >>> relative_times(["2024-05-01T10:00:00Z", "2024-05-01T10:00:05Z"], 10)
    [0.0, 5.0]
    >>> relative_times([1200, 960000], 60)
    [1.2, 960.0]
    """
    found = [_moment(value) for value in values]
    known = [moment for moment in found if moment is not None]
    if not known:
        return found
    if max(known) >= 1e8:  # an epoch, or a date
        scale = 1000.0 if max(known) >= 1e11 else 1.0
        first = min(known)
        return [None if moment is None else (moment - first) / scale for moment in found]
    span = max(known) - min(known)
    if n_words and span > 1000 and n_words / span < 0.02:
        return [None if moment is None else moment / 1000 for moment in found]
    return found


def _moment(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) and abs(value) < 1e16 else None
    if not isinstance(value, str) or len(value) > 40:
        return None
    text = value.strip()
    try:
        return float(text) if math.isfinite(float(text)) else None
    except ValueError:
        pass
    if len(text) >= 16 and text[4:5] == "-":
        try:
            when = datetime.fromisoformat(text.replace("Z", "+00:00"))
            return when.replace(tzinfo=when.tzinfo or UTC).timestamp()
        except (ValueError, OverflowError, OSError):
            return None
    return seconds(text) if ":" in text else None
