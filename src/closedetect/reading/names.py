"""What a label looks like: is this the name of a speaker, a field of a header, or the start of a sentence?

Every judgement here is about one label on its own; whether a text really uses it as one is decided by
:mod:`closedetect.reading.heads`, which sees how often it comes back.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Kind = Literal["role", "letter", "name", "lower", "phrase", "field", "aside", "none"]

CANDIDATE_ROLES = frozenset(
    [
        "candidate", "interviewee", "applicant", "jobseeker", "job_seeker", "job-seeker", "job_candidate",
        "jobapplicant",
    ]
)
"""Labels that plainly mean the candidate."""

INTERVIEWER_ROLES = frozenset(
    [
        "interviewer", "recruiter", "hiring_manager", "hiringmanager", "hr_manager", "employer",
        "interviewers", "panelist", "ai_interviewer", "ai_recruiter", "voice_agent_interviewer",
    ]
)
"""Labels that plainly mean the interviewer."""

_ROLE_WORDS = frozenset(
    [
        "interviewer", "interviewers", "interviewee", "candidate", "applicant", "recruiter", "employer",
        "panelist", "panellist", "hr", "manager", "boss", "director", "ceo", "cto", "cfo", "founder",
        "host", "guest", "coach", "mentor", "moderator", "examiner", "assessor", "ai", "bot", "agent",
        "assistant", "user", "human", "system", "model", "chatbot", "gpt", "chatgpt", "gemini", "claude",
        "voice_agent", "rep", "representative", "student", "teacher", "professor", "tutor", "caller",
        "callee", "customer", "client", "supervisor", "lead", "man", "woman", "male", "female", "boy",
        "girl", "question", "answer", "reply", "response", "speaker", "spk", "person", "participant",
        "voice", "panel", "interviewee's", "me", "you", "unknown", "narrator", "both", "all",
    ]
)
_STRONG = frozenset(
    [
        "interviewer", "interviewers", "interviewee", "candidate", "applicant", "recruiter", "employer",
        "panelist", "panellist", "speaker", "manager", "participant", "hr",
    ]
)
_NUMBERED = re.compile(
    r"(?:speaker|spk|person|participant|voice|interviewer|candidate|applicant|panelist|panellist|user|guest|host|"
    r"interviewee|student|manager)[\s_#-]{0,2}(?:\d{1,3}|[a-z]|one|two|three|four|unknown)?"
)
_FIELDS = frozenset(
    [
        "date", "time", "duration", "position", "role", "title", "location", "company", "department",
        "email", "phone", "mobile", "subject", "topic", "score", "rating", "result", "results", "status",
        "id", "level", "grade", "verdict", "decision", "recommendation", "feedback", "summary",
        "experience", "skills", "education", "age", "gender", "salary", "language", "format", "type",
        "mode", "platform", "source", "url", "link", "transcript", "recording", "participants",
        "attendees", "interviewers", "file", "author", "version", "language", "notes", "overview",
        "scores", "total", "overall", "evaluation", "assessment", "outcome", "stage", "round",
        "confidence", "sentiment", "tags", "keywords", "disclaimer", "copyright", "contents", "timestamp",
        "length", "rubric", "strengths", "weaknesses", "agenda",
    ]
)
_FIELD_NOUNS = frozenset(
    [
        "name", "names", "applied", "id", "number", "date", "time", "duration", "score", "rating",
        "title", "email", "phone", "level", "status", "position", "details", "information", "info",
        "type", "summary", "feedback", "result", "link", "url", "profile", "background", "description",
        "start", "end", "began", "ended", "length",
    ]
)
_ASIDES = frozenset(
    [
        "note", "notes", "ps", "nb", "remember", "example", "examples", "first", "firstly", "second",
        "secondly", "third", "thirdly", "fourth", "finally", "lastly", "next", "also", "however",
        "meanwhile", "conclusion", "situation", "task", "action", "result", "results", "challenge",
        "solution", "outcome", "lesson", "strength", "strengths", "weakness", "weaknesses", "pros",
        "cons", "step", "option", "goal", "goals", "context", "problem", "impact", "approach",
        "background", "reason", "reasons", "point", "points", "tip", "warning", "caution", "important",
        "hint", "fact", "idea", "objective", "benefit", "benefits", "issue", "update", "translation",
        "quote", "answer's", "otherwise", "alternatively", "basically", "honestly", "actually", "yes",
        "no", "yeah", "yep", "nope", "ok", "okay", "sure", "right", "well", "so", "and", "but", "because",
        "then", "now", "thanks", "thank", "hello", "hi", "hey", "hmm", "um", "uh", "oh", "ah", "please",
        "sorry", "welcome", "great", "good", "nice", "perfect", "excellent", "exactly", "absolutely",
        "definitely", "see", "what", "when", "where", "why", "who", "how", "which", "that", "this",
        "these", "those", "it", "its", "follow-up", "followup", "bye", "goodbye", "cheers", "https",
        "http", "www", "ftp", "mailto", "c", "d", "e", "re", "fw", "fwd", "cc", "bcc", "to", "dear",
        "part", "chapter", "section", "phase", "day", "week", "month", "year", "monday", "tuesday",
        "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow", "frontend",
        "backend", "python", "java", "javascript", "sql", "docker", "react", "api", "database", "testing",
        "deployment", "design",
    ]
)
_PARTICLES = frozenset(
    [
        "de", "da", "van", "von", "der", "den", "del", "di", "la", "le", "al", "el", "bin", "ibn", "ben",
        "y", "e", "dos", "das", "du", "ter", "of", "the", "and",
    ]
)
_TITLES = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|Mx|[A-Z])\.")
_PAREN = re.compile(r"\s{0,8}[(\[{<][^()\[\]{}<>]{0,40}+[)\]}>]\s{0,8}")
_SENTENCE = re.compile(r"[?!;,\"“”=|\\@]|\.\s|\.$|\.\.")
_MARKUP = " \t\xa0*_#\"“”'‘’`<>~|•·-–—>▪●◦‣\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_PAIRS = {"[": "]", "(": ")", "<": ">", "{": "}"}


@lru_cache(maxsize=1 << 14)
def clean(raw: str) -> tuple[int, int]:
    """Return where the label itself lies in what stands before a colon, markup left aside.

    Parameters
    ----------
    raw : str
        What stands before the colon.

    Examples
    --------
    >>> raw = "**Candidate (Jordan)**"
    >>> start, end = clean(raw)
    >>> raw[start:end]
    'Candidate (Jordan)'
    """
    start, end = 0, len(raw)
    while True:
        before = start, end
        while start < end and raw[start] in _MARKUP:
            start += 1
        while start < end and raw[end - 1] in _MARKUP:
            end -= 1
        if (
            end - start > 2
            and _PAIRS.get(raw[start]) == raw[end - 1]
            and raw[start] not in raw[start + 1 : end]
        ):
            start, end = start + 1, end - 1
        if (start, end) == before:
            return start, end


@lru_cache(maxsize=1 << 14)
def kind_of(label: str) -> Kind:
    """Say what a label looks like.

    Parameters
    ----------
    label : str
        A label without markup.

    Returns
    -------
    str
        ``role`` (Interviewer, Speaker 1), ``letter`` (Q, M), ``name`` (Ana Ruiz), ``lower`` (ana), ``phrase``
        (Panel two), ``field`` (Position Applied), ``aside`` (Note), ``none`` (no label at all).

    Examples
    --------
    >>> [kind_of(label) for label in ("AI Recruiter", "Q", "Ana Ruiz", "Candidate Name", "Note", "so I said")]
    ['role', 'letter', 'name', 'field', 'aside', 'none']
    """
    if not label or len(label) > 50 or label.isdigit():
        return "none"
    core = _PAREN.sub(" ", label).strip() or label
    words = core.split()
    if not words or len(words) > 5 or _SENTENCE.search(_TITLES.sub("", core)):
        return "none"
    low = [word.casefold().strip(".'’") for word in words]
    kind = _by_words(words, low)
    if kind is None and len(words) <= 3 and not core[:1].islower() and _role_in_brackets(label):
        return "role"
    if kind is None or (kind == "aside" and len(words) > 1):
        shape = _by_shape(core, words)
        return kind if kind and shape != "none" else shape
    return kind


def _role_in_brackets(label: str) -> bool:
    """Whether brackets beside a name say what the person is: "Emily (Interviewer)"."""
    match = _PAREN.search(label)
    word = match[0].strip(" ()[]{}<>\t").casefold() if match else ""
    return len(word) > 1 and word in _ROLE_WORDS


def role_of(label: str) -> str | None:
    """Return ``"candidate"`` or ``"interviewer"`` where a label plainly says so, else None.

    Parameters
    ----------
    label : str
        A label or the value of a role field.

    Examples
    --------
    >>> role_of("Candidate"), role_of("Hiring Manager"), role_of("user")
    ('candidate', 'interviewer', None)
    """
    key = re.sub(r"[\s_-]+", "_", _PAREN.sub(" ", label).strip().casefold())
    if key in CANDIDATE_ROLES:
        return "candidate"
    return "interviewer" if key in INTERVIEWER_ROLES else None


def _by_words(words: list[str], low: list[str]) -> Kind | None:
    joined = " ".join(low)
    if low[-1] in _FIELD_NOUNS and (len(low) > 1 or low[0] in _FIELDS):
        return "field"
    if joined in _ROLE_WORDS or _NUMBERED.fullmatch(joined):
        return "role"
    if len(low) == 2 and low[0] in ("question", "answer", "part", "step") and low[1].isdigit():
        return "aside"  # "Question 3: your resume says ..." is said within a turn
    if joined in _FIELDS:
        return "field"
    if low[0] in _ASIDES and len(words[0]) > 1 and not (len(low) > 1 and low[-1] in _STRONG):
        return "aside"
    if len(low) > 1 and (low[-1] in _STRONG or low[0] in _STRONG or low[0] == "ai"):
        # "Hiring Manager", "Interviewer Ana"; not "the candidate said".
        titled = sum(not word[:1].islower() for word in words)
        if titled == len(words) or (
            len(words) == 2 and low[-1] in _STRONG and low[0] not in ("the", "a", "my")
        ):
            return "role"
    return None


def _by_shape(core: str, words: list[str]) -> Kind:
    first = core[0]
    if not (first.isalpha() or first in "${#" or first == "_"):
        return "none"
    if len(core) == 1 or (len(words) == 1 and len(core) <= 3 and core[0].isalpha() and core[1:].isdigit()):
        return "letter"
    if all(_is_name_word(word) for word in words):
        return "name" if any(not word[:1].islower() for word in words) else "phrase"
    if len(words) == 1:
        return "lower"
    if not first.islower() and len(words) <= 3:
        return "phrase"
    return "none"


def _is_name_word(word: str) -> bool:
    return not word[:1].islower() or word.casefold() in _PARTICLES
