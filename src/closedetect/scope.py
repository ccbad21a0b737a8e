"""What the classifier should not be asked: a reason instead of a confident guess."""

from __future__ import annotations

import re
from collections.abc import Sequence

from closedetect.dialogue import Line
from closedetect.speakers import Candidate
from closedetect.transcript import Transcript

# The commonest words of spoken English; a text of another language holds few of them.
_COMMON = frozenset(
    [
        "the", "a", "an", "to", "of", "and", "i", "you", "it", "is", "in", "that", "for", "was", "on", "have", "be",
        "with", "do", "not", "this", "so", "we", "my", "me", "are", "at", "but", "can", "yes", "no", "what", "if",
        "your", "would", "will", "just", "there", "about", "when", "thank", "thanks", "um", "uh", "okay", "ok",
        "well", "they", "he", "she", "all", "or", "as", "from", "up", "out", "any", "good", "great", "how", "know",
        "like", "get", "got", "had", "been", "am", "don't", "i'm", "it's", "that's", "sir", "ma'am", "please", "yeah",
        "hi", "hello", "bye",
    ]
)
# People who talk say one of these within a few words; lists, reports and articles may do without.
_TALK = frozenset(
    [
        "i", "me", "my", "you", "your", "we", "us", "our", "i'm", "i'd", "i'll", "i've", "you're", "we'll", "we're",
        "thank", "thanks", "hello", "hi", "bye", "goodbye", "okay", "ok", "yes", "yeah", "no", "um", "uh", "sir",
        "please",
    ]
)
_LETTER = re.compile(r"(?is)\s*(?:dear|to whom)\b.*\b(?:regards|sincerely|faithfully|yours|best wishes)\b")
_CUT_JSON = re.compile(r"\s*(?:\[\s*[{\[\"]|\{\s*\")")
_LONGEST_LETTER = 8000
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_JUDGED_WORDS = 400
_ENOUGH_WORDS = 15
_FEW_WORDS, _SOME_WORDS = 3, 8
_LEAST_SHARE = 0.12


def scope_problem(transcript: Transcript, lines: Sequence[Line], who: Candidate) -> str | None:
    """Return why an ending can't be judged, None if it can.

    Parameters
    ----------
    transcript : Transcript
        The interview.
    lines : sequence of Line
        Its ending.
    who : Candidate
        Who was taken to be the candidate.
    """
    if not transcript.text.strip():
        return "the text is empty"
    if not transcript.turns:
        return "no turn was found in the text"
    spoken = [line for line in lines if line.is_candidate and _WORD.search(line.text)]
    if not spoken:
        if any(role == "candidate" for role in who.roles):
            return "the candidate says nothing in the ending"
        return f"nobody could be taken to be the candidate ({who.reason})"
    words = [w.lower() for line in lines for w in _WORD.findall(line.text[: 20 * _JUDGED_WORDS])][:_JUDGED_WORDS]
    if len(words) >= _ENOUGH_WORDS:
        share = sum(word.replace("\u2019", "'") in _COMMON for word in words) / len(words)
        if share < _LEAST_SHARE:
            return "the ending does not look like English"
    return None if any(turn.speaker for turn in transcript.turns) else _no_talk(transcript.text, words)


def _no_talk(text: str, words: Sequence[str]) -> str | None:
    """Why a text in which nobody is named is no talk, None if it may be."""
    if _CUT_JSON.match(text):
        return "the text looks like JSON that was cut off"
    if _LETTER.match(text[:_LONGEST_LETTER]):
        return "the text looks like a letter, not like a conversation"
    if len(words) < _FEW_WORDS:
        return "the text is too short to judge"
    if len(words) >= _SOME_WORDS and not any(word.replace("\u2019", "'") in _TALK for word in words):
        return "the text does not look like a conversation"
    return None
