"""Many results -> one self-contained page for a coach or a team.

The page loads nothing from elsewhere: rows are embedded as JSON, charts as SVG. Everything that came from a
transcript is set as text, never as markup. Rows that deserve a look come first: problems, then the uncertain.
"""

from __future__ import annotations

import html
import io
import json
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closedetect.labels import LABELS
from closedetect.scoring import BETWEEN, COLUMNS, without_neutralising

if TYPE_CHECKING:
    import pandas as pd

TITLES = {"no_close": "no close", "soft_interest": "soft interest", "direct_ask": "direct ask", "": "not judged"}
COLORS = {"no_close": "#8c959f", "soft_interest": "#bf8700", "direct_ask": "#1a7f37", "": "#cf222e"}
MOST_PHRASES = 8
_TEXT_NAMES = ("transcript", "text", "interview", "conversation", "dialogue")


def write_report(source: str | Path, target: str | Path) -> int:
    """Write a page over a file that ``closedetect score`` wrote.

    Parameters
    ----------
    source : str or Path
        The scored CSV.
    target : str or Path
        The page to write.

    Returns
    -------
    int
        Rows on the page.

    Raises
    ------
    ValueError
        If the file has not the columns of a scored file.
    """
    import pandas as pd

    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    page = render_report(frame, title=Path(source).name)
    Path(target).write_text(page, encoding="utf-8")
    return len(frame)


def render_report(frame: pd.DataFrame, *, title: str = "closedetect report") -> str:
    """Return the page over a scored frame.

    Parameters
    ----------
    frame : DataFrame
        Input columns and the columns that scoring adds.
    title : str
        Shown on top.

    Raises
    ------
    ValueError
        If a column of scoring is missing.
    """
    names = {c: f"closedetect_{c}" if f"closedetect_{c}" in frame.columns else c for c in COLUMNS}
    missing = [name for name in names.values() if name not in frame.columns]
    if missing:
        raise ValueError(
            f"this is no scored file: column {missing[0]!r} is missing; make one with closedetect score"
        )
    rows = sorted(_rows(frame, names), key=_urgency)
    template = files("closedetect").joinpath("report.html").read_text(encoding="utf-8")
    parts = {
        "TITLE": html.escape(title),
        "SUMMARY": _summary(rows),
        "CHARTS": _label_chart(rows) + _phrase_table(rows),
        # "<" would let text end the script element.
        "ROWS": json.dumps(rows, ensure_ascii=True).replace("<", "\\u003c"),
        "TITLES": json.dumps(TITLES),
    }
    for name, value in parts.items():
        template = template.replace(f"%%{name}%%", value)
    return template


def _rows(frame: pd.DataFrame, names: dict[str, str]) -> list[dict[str, Any]]:
    text = next((c for c in frame.columns if str(c).lower() in _TEXT_NAMES), None)
    first = next((c for c in frame.columns if c not in names.values() and c != text), None)
    out = []
    for number, (_, row) in enumerate(frame.iterrows(), 1):
        kept = {c: str(row[name]) for c, name in names.items()}
        chances = [float(kept[f"p_{label}"] or 0) for label in LABELS]
        out.append(
            {
                "id": str(row[first]) if first else str(number),
                "label": kept["label"],
                "p": [round(p, 3) for p in chances],
                "triggers": [t for t in kept["triggers"].split(BETWEEN) if t],
                "cues": [c for c in kept["cues"].split(BETWEEN) if c],
                "candidate": kept["candidate"],
                "advice": kept["advice"],
                "problem": kept["problem"],
                "parts": _parts(str(row[text]) if text else "", kept),
            }
        )
    return out


def _parts(text: str, row: dict[str, str]) -> list[list[str]]:
    """Cut a transcript at its triggers: [words, cue], the cue "" between them."""
    text = without_neutralising(text)
    offsets = [tuple(map(int, pair.split(":"))) for pair in row["offsets"].split(BETWEEN) if pair]
    parts, at = [], 0
    for (start, end), cue in sorted(zip(offsets, row["cues"].split(BETWEEN), strict=False)):
        if start >= at and end <= len(text):
            parts += [[text[at:start], ""], [text[start:end], cue]]
            at = end
    return [part for part in [*parts, [text[at:], ""]] if part[0]]


def _urgency(row: dict[str, Any]) -> tuple[bool, float]:
    return (not row["problem"], max(row["p"]))


def _summary(rows: list[dict[str, Any]]) -> str:
    counts = Counter(row["label"] for row in rows)
    parts = [f"{len(rows)} interviews"]
    parts += [f"{counts[label]} {TITLES[label]} ({counts[label] / max(1, len(rows)):.0%})" for label in LABELS]
    if counts[""]:
        parts.append(f"{counts['']} not judged")
    return html.escape(" \u00b7 ".join(parts))


def _label_chart(rows: list[dict[str, Any]]) -> str:
    """Bars of the labels as inline SVG, drawn by matplotlib without its global state."""
    from matplotlib.figure import Figure

    counts = Counter(row["label"] for row in rows)
    shown = [label for label in (*LABELS, "") if counts[label] or label]
    figure = Figure(figsize=(6, 0.5 + 0.4 * len(shown)))
    axes = figure.subplots()
    bars = axes.barh([TITLES[k] for k in shown], [counts[k] for k in shown], color=[COLORS[k] for k in shown])
    axes.bar_label(bars, padding=3)
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.xaxis.set_visible(False)
    figure.tight_layout()
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    svg = buffer.getvalue()
    described = html.escape(", ".join(f"{TITLES[k]}: {counts[k]}" for k in shown))
    return f'<figure role="img" aria-label="{described}">{svg[svg.index("<svg") :]}</figure>'


def _phrase_table(rows: list[dict[str, Any]]) -> str:
    """The commonest trigger phrases by cue."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        for cue, phrase in zip(row["cues"], row["triggers"], strict=False):
            found.setdefault(cue, Counter())[phrase.lower()] += 1
    lines = [
        f"<tr><th scope=row>{html.escape(cue)}</th><td>{counter.total()}</td><td>"
        + " \u00b7 ".join(f"{html.escape(p)} <small>{n}</small>" for p, n in counter.most_common(MOST_PHRASES))
        + "</td></tr>"
        for cue, counter in sorted(found.items(), key=lambda item: -item[1].total())
    ]
    head = "<tr><th>cue</th><th>times</th><th>commonest phrases</th></tr>"
    return f"<table>{head}{''.join(lines)}</table>" if lines else "<p>No trigger phrase was found.</p>"
