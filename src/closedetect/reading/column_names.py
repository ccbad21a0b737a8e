"""Names that columns of tables go by."""

from __future__ import annotations

TEXT_NAMES = [
    "transcript", "transcription", "interviewtranscript", "fulltranscript", "calltranscript",
    "transcripttext", "interview", "conversation", "dialogue", "dialog", "text", "utterance", "content",
    "message", "details", "words", "sentence", "body", "talk", "speech", "caption",
]
"""Names of columns that hold words, best first; case, blanks and underscores do not count."""
SPEAKER_NAMES = [
    "speaker", "speakername", "speakerlabel", "speakerid", "role", "speakerrole", "who", "participant",
    "author", "sender", "from", "party", "user", "name",
]
"""Names of columns that hold the speaker of a turn, best first."""
TIME_NAMES = ["start", "starttime", "begin", "timestamp", "timestamputc", "time", "at", "startms", "offset"]
"""Names of columns that hold the time of a turn, best first."""
GROUP_NAMES = [
    "interviewid", "conversationid", "dialogueid", "dialogid", "sessionid", "callid", "transcriptid",
    "meetingid", "recordid", "interview", "call", "session", "meeting", "file", "filename",
]
"""Names of columns that tell the interviews of a turn table apart, best first."""
ID_NAMES = (*GROUP_NAMES, *["id", "code", "record", "key", "uuid", "number", "no", "index"])
"""Names of columns that name an interview, best first."""
OTHER_NAMES = frozenset(
    [
        "end", "endtime", "duration", "label", "turn", "turnid", "age", "gender", "email", "phone",
        "date", "jobtitle", "position", "score", "status", "candidate", "interviewer", "interviewdate",
        "jd", "roleapplied", "confidence",
    ]
)
"""Other names that tell a header from a first row."""
