"""Where the ending starts, and why it was put there.

The codebook's rule: the ending begins where the interviewer signals the wrap-up; where nothing signals
it, with the last 12 turns or 400 words, whichever is shorter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from closedetect.ending_model import REACH, EndingModel
from closedetect.transcript import Transcript
from closedetect.wrapup import MAX_TURNS, SIGNALS, signal_in, unannounced


@dataclass(frozen=True)
class EndingSpan:
    """Where the ending lies.

    Attributes
    ----------
    start, end : int
        Characters of the transcript's text.
    first_turn : int
        Index of the ending's first turn.
    reason : str
        Why it was put there.
    """

    start: int
    end: int
    first_turn: int
    reason: str


def find_ending(
    transcript: Transcript, roles: Sequence[str], model: EndingModel | None = None
) -> EndingSpan:
    """Find where the ending of an interview starts.

    Parameters
    ----------
    transcript : Transcript
        The interview.
    roles : sequence of str
        ``"candidate"``, ``"interviewer"`` or ``"note"`` for each turn.
    model : EndingModel, optional
        Decides between the turns that might open it. Plain rules do without one; they take a text no longer than
        an unannounced ending for one.

    Returns
    -------
    EndingSpan
        Of an empty transcript: an empty span at 0.

    Examples
    --------
    >>> talk = [("I", "Tell me about a hard day."), ("C", "It rained.")] * 7
    >>> talk += [("I", "Okay. Do you have any questions for me?"), ("C", "No.")]
    >>> found = find_ending(Transcript.from_turns(talk), ["interviewer", "candidate"] * 8)
    >>> found.first_turn, found.reason
    (14, 'the interviewer asks whether there are questions')
    """
    turns = transcript.turns
    if not turns:
        return EndingSpan(0, 0, 0, "there are no turns")
    said = [i for i, role in enumerate(roles) if role != "note"] or list(range(len(turns)))
    texts = [turns[i].text for i in said[-REACH:]]
    asks = [roles[i] == "interviewer" for i in said[-REACH:]]
    start = model.start(texts, asks) if model else _by_rules(texts, asks)
    first = said[-REACH:][start]
    return EndingSpan(turns[first].start, turns[-1].end, first, _reason(texts, asks, start, len(said)))


def _by_rules(texts: Sequence[str], asks: Sequence[bool]) -> int:
    """The first turn with the plainest signal in the second half; else the unannounced beginning."""
    fallback = unannounced(texts)
    if fallback == 0:
        return 0
    signals = {i: signal_in(texts[i]) for i in range(len(texts) // 2, len(texts)) if asks[i]}
    for reason, _ in SIGNALS:
        hits = [i for i, signal in signals.items() if signal == reason and len(texts) - i <= 3 * MAX_TURNS]
        if hits:
            return hits[0]
    return fallback


def _reason(texts: Sequence[str], asks: Sequence[bool], start: int, n_turns: int) -> str:
    if n_turns == 1:
        return "the text is a single turn"
    if start == 0 and len(texts) == n_turns and unannounced(texts) == 0:
        return "the whole text is no longer than an ending"
    signal = signal_in(texts[start]) if asks[start] else None
    if signal:
        return f"the interviewer {signal}"
    if start == unannounced(texts):
        return f"nothing announces it: the last {len(texts) - start} turns"
    return "the interviewer sounds like wrapping up"
