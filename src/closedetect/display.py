"""Results shown: plain or coloured text for a terminal, HTML for a notebook."""

from __future__ import annotations

import html
import os
import sys
from collections.abc import Iterable

from closedetect.labels import LABELS
from closedetect.result import Result, Trigger

TITLES = {"no_close": "no close", "soft_interest": "soft interest", "direct_ask": "direct ask"}
_ANSI = {"direct_ask": "\033[1;32m", "soft_interest": "\033[1;33m"}
_RESET, _DIM = "\033[0m", "\033[2m"
_LONGEST_LABEL = 40
# Not by colour alone: a solid line for asks, a dotted one for interest, and the cue's name after the phrase.
_STYLE = """<style>.cd{font-family:system-ui,sans-serif;line-height:1.5;max-width:60rem}.cd mark{color:inherit;
background:none;padding:0 .1em}.cd mark.direct_ask{border-bottom:3px solid #1a7f37;background:#1a7f3726}
.cd mark.soft_interest{border-bottom:3px dotted #9a6700;background:#9a670026}.cd sub{font-size:.7em;opacity:.8}
.cd .said{white-space:pre-wrap;border-left:3px solid #8888;padding-left:.8em;margin:.6em 0}.cd small{opacity:.75}
</style>"""


def explain(result: Result, *, color: bool | None = None) -> str:
    """Return the explanation of a result as text.

    Parameters
    ----------
    result : Result
        The result.
    color : bool, optional
        ANSI colours; by default where standard output is a terminal and ``NO_COLOR`` is not set.
    """
    if color is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = [f"{TITLES[result.label]}  ({_percents(result)})", _printable(result.advice)]
    if result.problem:
        lines.append(f"problem: {result.problem}")
    lines.append(f"candidate: {_printable(result.candidate or 'not named')} ({_printable(result.candidate_reason)})")
    lines.append(f"ending: from turn {result.ending.first_turn + 1} on ({result.ending.reason})")
    lines += _listed("triggers", (_trigger_line(t, color) for t in result.triggers))
    lines += _listed(
        "near misses",
        (f"{_quote(m.text)}  {m.cue}, turn {m.turn + 1}: {m.reason}" for m in result.near_misses),
    )
    lines += _listed("parts of a strong close", (f"{p.part}: {_quote(p.text)}" for p in result.anatomy))
    lines += _listed(f"score of {TITLES[result.label]}", _score_lines(result))
    return "\n".join(lines)


def _percents(result: Result) -> str:
    return ", ".join(f"{TITLES[label]} {result.probabilities[label]:.0%}" for label in LABELS)


def _trigger_line(t: Trigger, color: bool) -> str:
    words = _quote(t.text)
    if color:
        words = f"{_ANSI[t.label]}{words}{_RESET}"
    when = f" at {int(t.time // 60)}:{int(t.time % 60):02d}" if t.time is not None else ""
    return f"{words}  {t.cue}, turn {t.turn + 1}{when}, {t.contribution:+.2f}"


def _score_lines(result: Result) -> Iterable[str]:
    parts = result.scores.get(result.label, {})
    return (f"{name} {value:+.2f}" for name, value in parts.items())


def _listed(title: str, rows: Iterable[str]) -> list[str]:
    rows = list(rows)
    return [f"{title}:", *(f"  {row}" for row in rows)] if rows else []


def _quote(text: str) -> str:
    return f"\u201c{_printable(' '.join(text.split()))}\u201d"


def _printable(text: str) -> str:
    """Control characters and lone surrogates would break a terminal: show them as ``?``."""
    return "".join(c if c.isprintable() else "?" for c in text)


def to_html(result: Result) -> str:
    """Return a result as a piece of HTML: everything escaped, nothing loaded from elsewhere.

    Parameters
    ----------
    result : Result
        The result.
    """
    head = f"<b>{TITLES[result.label]}</b> <small>({_percents(result)})</small><br>{_escape(result.advice)}"
    misses = "".join(
        f"<li>{_escape(_quote(m.text))} <small>{m.cue}: {_escape(m.reason)}</small></li>" for m in result.near_misses
    )
    tail = f"<details><summary>near misses</summary><ul>{misses}</ul></details>" if misses else ""
    who = f"candidate: {result.candidate or 'not named'} ({result.candidate_reason}); ending: {result.ending.reason}"
    return (
        f'{_STYLE}<div class="cd">{head}<div class="said">{highlight(result)}</div>'
        f"<small>{_escape(who)}</small>{tail}</div>"
    )


def highlight(result: Result) -> str:
    """Return the ending's text as HTML with its triggers marked."""
    pieces = []
    at = _with_its_label(result.text, result.ending.start)
    for t in sorted(result.triggers, key=lambda t: t.start):
        if t.start < at:
            continue
        pieces.append(_escape(result.text[at : t.start]))
        pieces.append(f'<mark class="{t.label}">{_escape(t.text)}<sub>{t.cue}</sub></mark>')
        at = t.end
    pieces.append(_escape(result.text[at : result.ending.end]))
    return "".join(pieces)


def _with_its_label(text: str, start: int) -> int:
    """Where the line of the first turn begins, if only a label stands before its words."""
    line = text.rfind("\n", 0, start) + 1
    label = text[line:start].rstrip()
    return line if len(label) <= _LONGEST_LABEL and label.endswith((":", "-", "]", ")", "*")) else start


def _escape(text: str) -> str:
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"), quote=True)
