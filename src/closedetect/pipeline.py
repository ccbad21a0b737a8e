"""The spaCy pipeline: an ending becomes a Doc whose span groups hold its lines, segments and cues.

``doc.spans["closedetect_lines"]`` has one span a line (label: the role), ``doc.spans["closedetect_segments"]``
the stretches that were judged (attrs: their scores), ``doc.spans["closedetect"]`` the cue phrases (label: the
cue, attrs: scores). Everything in them is plain data, so a Doc serialises and no global extension is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from closedetect.cues.segments import make_doc, tokenizer
from closedetect.cues.tags import CueTagger, DialogueTags

LINES, SEGMENTS, CUES = "closedetect_lines", "closedetect_segments", "closedetect"


def ending_doc(lines: Sequence[tuple[str, str]], nlp: Language | None = None) -> Doc:
    """Tokenise the lines of an ending into one Doc.

    Parameters
    ----------
    lines : sequence of (str, str)
        Role and words.
    nlp : Language, optional
        Whose tokenizer and vocabulary to use; the blank English one by default.

    Examples
    --------
    >>> doc = ending_doc([("interviewer", "Questions?"), ("candidate", "When can I start?")])
    >>> [(span.label_, span.text) for span in doc.spans["closedetect_lines"]]
    [('interviewer', 'Questions?'), ('candidate', 'When can I start?')]
    """
    nlp = nlp or tokenizer()
    # Line by line: one contraction in a Doc slows the tokenizer for all that follows in it.
    docs = [make_doc(nlp, text) for _, text in lines]
    kept = [(role, doc) for (role, _), doc in zip(lines, docs, strict=True) if len(doc)]
    merged = Doc.from_docs([doc for _, doc in kept], ensure_whitespace=True) if kept else nlp.make_doc("")
    spans, at = [], 0
    for role, doc in kept:
        spans.append(Span(merged, at, at + len(doc), label=role))
        at += len(doc)
    merged.spans[LINES] = SpanGroup(merged, name=LINES, spans=spans)
    return merged


class CueComponent:
    """The pipeline component that asks a tagger and writes its answer into the Doc.

    Parameters
    ----------
    tagger : CueTagger
        Which tagger to ask.
    """

    def __init__(self, tagger: CueTagger) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Tag the lines of an ending Doc (a Doc without lines is one line of the candidate)."""
        if LINES not in doc.spans:
            spans = [Span(doc, 0, len(doc), label="candidate")] if len(doc) else []
            doc.spans[LINES] = SpanGroup(doc, name=LINES, spans=spans)
        lines = list(doc.spans[LINES])
        write_tags(doc, self.tagger.tag([(line.label_, line.text) for line in lines]))
        return doc


def write_tags(doc: Doc, tags: DialogueTags) -> None:
    """Write a tagger's answer into the span groups of an ending Doc.

    Parameters
    ----------
    doc : Doc
        With its lines in ``doc.spans["closedetect_lines"]``.
    tags : DialogueTags
        One entry a line.
    """
    segments: list[Span] = []
    cues: list[Span] = []
    rows: list[list[float]] = []
    offsets: list[list[int]] = []
    scores: list[float] = []
    for index, (line, tagged) in enumerate(zip(doc.spans[LINES], tags.lines, strict=True)):
        if tagged is None:
            continue
        for s in tagged.segments:
            segments.append(_span(doc, line, s.start, s.end, line.label_))
            rows.append([float(x) for x in s.scores])
        for c in tagged.spans:
            cues.append(_span(doc, line, c.start, c.end, c.cue))
            offsets.append([index, c.start, c.end])
            scores.append(float(c.score))
    levels = None if tags.levels is None else [float(x) for x in tags.levels]
    doc.spans[SEGMENTS] = SpanGroup(doc, name=SEGMENTS, spans=segments, attrs={"scores": rows, "levels": levels})
    doc.spans[CUES] = SpanGroup(doc, name=CUES, spans=cues, attrs={"scores": scores, "offsets": offsets})


def _span(doc: Doc, line: Span, start: int, end: int, label: str) -> Span:
    at = line.start_char
    span = doc.char_span(at + start, at + end, label=label, alignment_mode="expand")
    return span if span is not None else Span(doc, line.start, line.end, label=label)


@Language.factory("closedetect", default_config={"model": "default", "candidate": None})
def make_closedetect(nlp: Language, name: str, model: str, candidate: str | None) -> DocClassifier:
    """Build the ``"closedetect"`` component: classifies the transcript that a Doc's text holds.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        The component's name.
    model : str
        As for :func:`closedetect.load`.
    candidate : str, optional
        Label of the candidate.
    """
    return DocClassifier(name, model, candidate)


class DocClassifier:
    """Sets ``doc.cats`` and ``doc.spans["closedetect"]`` from the detector's result on ``doc.text``.

    Parameters
    ----------
    name : str
        The component's name.
    model : str
        As for :func:`closedetect.load`.
    candidate : str, optional
        Label of the candidate.
    """

    def __init__(self, name: str, model: str = "default", candidate: str | None = None) -> None:
        self.name, self.model, self.candidate = name, model, candidate
        self._detector: Any = None

    def __call__(self, doc: Doc) -> Doc:
        """Classify one Doc."""
        from closedetect.detector import load

        if self._detector is None:
            self._detector = load(self.model)
        result = self._detector.classify(doc.text, candidate=self.candidate)
        doc.cats.update(result.probabilities)
        spans = [
            doc.char_span(t.start, t.end, label=t.cue, alignment_mode="expand") for t in result.triggers
        ]
        doc.spans[CUES] = SpanGroup(doc, name=CUES, spans=[s for s in spans if s is not None])
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Serialise: the configuration rebuilds everything, so there is nothing to write."""
        return b""

    def from_bytes(self, _: bytes, **__: Any) -> DocClassifier:
        """Counterpart of :meth:`to_bytes`."""
        return self

    def to_disk(self, _: Any, **__: Any) -> None:
        """Counterpart of :meth:`to_bytes` for folders."""

    def from_disk(self, _: Any, **__: Any) -> DocClassifier:
        """Counterpart of :meth:`to_disk`."""
        return self
