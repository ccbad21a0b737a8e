"""The detector: joins the stages, transcript in, result out.

Load once, call often. A loaded detector holds no state between calls and may be shared by threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from closedetect.anatomy import find_anatomy
from closedetect.cues.loading import load_tagger
from closedetect.cues.tags import CueTagger
from closedetect.decision import DecisionModel, softmax
from closedetect.decision_file import read_decision
from closedetect.dialogue import Line, dialogue_lines
from closedetect.ending import EndingSpan, find_ending
from closedetect.explanation import choose_phrases, find_near_misses, label_of, make_triggers, share_out
from closedetect.features import ending_features
from closedetect.labels import LABELS
from closedetect.pipeline import CueComponent, ending_doc
from closedetect.result import Ending, Result
from closedetect.scope import scope_problem
from closedetect.speakers import Candidate, find_candidate
from closedetect.stages import Stages
from closedetect.storage import NAMES, ModelError, model_folder, read_manifest
from closedetect.transcript import Transcript
from closedetect.workers import map_in_order

if TYPE_CHECKING:
    import pandas as pd

Input: TypeAlias = "str | Transcript | Sequence[tuple[str | None, str]]"


class Detector:
    """Classifies interview endings and explains each answer.

    Parameters
    ----------
    tagger : CueTagger
        Tags cues.
    decision : DecisionModel
        Decides on the features.
    stages : Stages
        Find the candidate and the ending.
    manifest : mapping
        The model folder's manifest.
    prior : mapping of str to float, optional
        The share of each label that you expect in your own transcripts; probabilities are re-weighted from
        the training text's shares to these (Saerens et al., Neural Computation 14, 2002).
    abstain : float, optional
        Results whose label has a lower probability get a ``problem`` saying that they are too uncertain.

    See Also
    --------
    load : builds one from a model's name or folder.
    """

    def __init__(
        self,
        tagger: CueTagger,
        decision: DecisionModel,
        stages: Stages,
        manifest: Mapping[str, Any] | None = None,
        *,
        prior: Mapping[str, float] | None = None,
        abstain: float | None = None,
    ) -> None:
        self.tagger, self.decision, self.stages = tagger, decision, stages
        self.manifest = dict(manifest or {})
        self.prior = check_prior(prior)
        if abstain is not None and not 0 <= abstain <= 1:
            raise ValueError(f"abstain is {abstain!r}; it is a probability between 0 and 1")
        self.abstain = abstain
        self.model: str | Path | None = None
        self._component = CueComponent(tagger)

    def __reduce_ex__(self, protocol: Any) -> Any:
        # A worker process loads the model once and keeps it; tens of megabytes need not travel with each task.
        if self.model is None:
            return super().__reduce_ex__(protocol)
        return _reload, (self.model, self.manifest.get("files"), self.prior, self.abstain)

    def classify(
        self, text: Input, *, candidate: str | Sequence[str] | None = None, whole: bool = False
    ) -> Result:
        """Classify one transcript.

        Parameters
        ----------
        text : str, Transcript or sequence of (speaker, words)
            The interview. A string is read by :func:`closedetect.reading.parse_text`.
        candidate : str or sequence of str, optional
            The candidate's label(s); inferred if not given.
        whole : bool
            Judge all turns instead of the ending alone (the text was cut to the ending already).

        Returns
        -------
        Result

        Raises
        ------
        TypeError
            If ``text`` is none of the above.
        ValueError
            If ``candidate`` speaks no turn.

        Examples
        --------
        >>> import closedetect
        >>> result = closedetect.load("fast").classify("HR: Any questions?\\nAna: When can I start?")
        >>> result.label, result.triggers[0].text
        ('direct_ask', 'When can I start')
        """
        transcript = as_transcript(text)
        who = find_candidate(transcript, candidate, self.stages.talk)
        ending = find_ending(transcript, who.roles, self.stages.opening)
        if whole and transcript.turns:
            turns = transcript.turns
            ending = EndingSpan(turns[0].start, turns[-1].end, 0, "all turns, as the caller asked")
        lines = dialogue_lines(transcript, who.roles, ending.first_turn)
        before = dialogue_lines(transcript, who.roles, 0, ending.first_turn)
        problem = scope_problem(transcript, lines, who)
        return self._judge(transcript, who, ending, before, lines, problem)

    def _judge(
        self,
        transcript: Transcript,
        who: Candidate,
        ending: EndingSpan,
        before: list[Line],
        lines: list[Line],
        problem: str | None,
    ) -> Result:
        doc = self._component(ending_doc([(line.role, line.text) for line in lines]))
        features = ending_features(doc)
        scores = self._scores(features.values)
        probabilities = softmax(scores)
        label = label_of(probabilities)
        chosen = choose_phrases(doc, label)
        shares, rest = share_out(chosen, self.decision.contributions(features.values), features.sources)
        triggers = make_triggers(transcript, lines, chosen, shares[LABELS.index(label)])
        if problem is None and self.abstain is not None and probabilities.max() < self.abstain:
            problem = f"too uncertain: the likeliest label has probability {probabilities.max():.2f}"
        return Result(
            label=label,
            probabilities={name: float(p) for name, p in zip(LABELS, probabilities, strict=True)},
            triggers=triggers,
            near_misses=find_near_misses(transcript, before, lines, triggers),
            anatomy=find_anatomy(lines, triggers, self.stages.anatomy),
            ending=Ending(ending.start, ending.end, ending.first_turn, ending.reason),
            candidate=who.name,
            candidate_reason=who.reason,
            candidate_confidence=who.confidence,
            text=transcript.text,
            scores=_score_parts(self.decision, shares, rest, scores),
            problem=problem,
        )

    def _scores(self, values: Any) -> Any:
        scores = self.decision.scores(values[None])[0]
        return scores + self.prior if self.prior is not None else scores

    def features(self, text: Input, *, candidate: str | None = None, whole: bool = False) -> Any:
        """Return the feature columns of one transcript as an array (see ``FEATURE_NAMES``)."""
        lines = self.lines(text, candidate=candidate, whole=whole)
        return ending_features(self._component(ending_doc(lines))).values

    def lines(self, text: Input, *, candidate: str | None = None, whole: bool = False) -> list[tuple[str, str]]:
        """Return role and words of each line of one transcript's ending, as the tagger is shown them."""
        transcript = as_transcript(text)
        roles = find_candidate(transcript, candidate, self.stages.talk).roles
        first = 0 if whole else find_ending(transcript, roles, self.stages.opening).first_turn
        return [(line.role, line.text) for line in dialogue_lines(transcript, roles, first)]

    def classify_many(
        self, texts: Iterable[Input], *, n_jobs: int = 1, candidate: str | None = None
    ) -> Iterator[Result]:
        """Classify transcripts one after another, in order, without holding them all.

        Parameters
        ----------
        texts : iterable of str, Transcript or sequence of (speaker, words)
            Any length.
        n_jobs : int
            Worker processes (joblib); 1 works in this process.
        candidate : str, optional
            The candidate's label in all of them.

        Yields
        ------
        Result
        """
        work = partial(self.classify, candidate=candidate)
        for _, result in map_in_order(work, texts, n_jobs):
            yield result

    def score(
        self, frame: pd.DataFrame, text: str = "transcript", *, candidate: str | None = None, n_jobs: int = 1
    ) -> pd.DataFrame:
        """Classify a column of transcripts.

        Parameters
        ----------
        frame : DataFrame
            One transcript a row.
        text : str
            The column that holds them.
        candidate : str, optional
            A column that holds the candidate's label for each row.
        n_jobs : int
            Worker processes.

        Returns
        -------
        DataFrame
            Same index; columns as in :data:`closedetect.scoring.COLUMNS`. A row that can't be judged has its
            reason in ``problem`` and no label.

        Raises
        ------
        KeyError
            If a column is not in the frame.
        """
        from closedetect.scoring import score_frame

        return score_frame(self, frame, text, candidate=candidate, n_jobs=n_jobs)


def check_prior(prior: Mapping[str, float] | None) -> Any:
    """Return what a prior adds to the scores, None without one; its keys are the three labels."""
    if prior is None:
        return None
    if set(prior) != set(LABELS) or any(not p > 0 for p in prior.values()):
        raise ValueError(f"prior is {dict(prior)!r}; it gives a share above 0 for each of {', '.join(LABELS)}")
    shares = np.array([prior[label] for label in LABELS], dtype=float)
    return np.log(shares / shares.sum()) - np.log(1 / len(LABELS))


def _score_parts(decision: DecisionModel, shares: Any, rest: Any, scores: Any) -> dict[str, dict[str, float]]:
    """For each label the parts that sum to its score; a prior counts to the intercept."""
    parts: dict[str, dict[str, float]] = {}
    for k, label in enumerate(LABELS):
        triggers, other = float(shares[k].sum()), float(rest[k])
        parts[label] = {
            "intercept": float(scores[k]) - triggers - other,
            "triggers": triggers,
            "other words": other,
        }
    return parts


def as_transcript(text: Input) -> Transcript:
    """Return any accepted input as a transcript."""
    if isinstance(text, Transcript):
        return text
    if isinstance(text, str):
        from closedetect.reading import parse_text

        return parse_text(text)
    if isinstance(text, Sequence):
        return Transcript.from_turns(_pair(turn, i) for i, turn in enumerate(text))
    raise TypeError(
        f"a transcript is a str, a Transcript or a list of (speaker, words) pairs, not {type(text).__name__}"
    )


def _pair(turn: object, i: int) -> tuple[str | None, str]:
    if isinstance(turn, Mapping):
        return turn.get("speaker"), turn.get("text", "")
    if isinstance(turn, Sequence) and not isinstance(turn, str) and len(turn) == 2:
        return turn[0], turn[1]
    raise TypeError(f"turn {i} is {turn!r:.60}; a turn is (speaker, words) or {{'speaker': …, 'text': …}}")


@lru_cache(maxsize=4)
def _load_folder(folder: Path, stamp: float) -> tuple[CueTagger, DecisionModel, Stages, dict[str, Any]]:
    manifest = read_manifest(folder)
    if manifest.get("labels") != list(LABELS):
        raise ModelError(f"{folder}: label order {manifest.get('labels')} is not {list(LABELS)}")
    return load_tagger(folder, manifest), read_decision(folder), Stages.load(folder), manifest


def load(
    model: str | Path = "default", *, prior: Mapping[str, float] | None = None, abstain: float | None = None
) -> Detector:
    """Load a model.

    Parameters
    ----------
    model : str or Path
        ``"default"``, ``"fast"``, or a folder that ``closedetect train`` wrote.
    prior, abstain
        See :class:`Detector`.

    Returns
    -------
    Detector

    Raises
    ------
    ModelError
        If the folder is missing, incomplete, changed or of a newer schema.

    Examples
    --------
    >>> load("fast").classify([("I", "Anything else?"), ("C", "No, thank you.")], candidate="C").label
    'no_close'
    """
    folder = model_folder(model)
    parts = _load_folder(folder, (folder / "manifest.json").stat().st_mtime)
    detector = Detector(*parts, prior=prior, abstain=abstain)
    detector.model = model if str(model) in NAMES else folder.resolve()
    return detector


def _reload(model: str | Path, files: Mapping[str, str], prior: Any, abstain: float | None) -> Detector:
    """Load in another process what was loaded in the first."""
    detector = load(model, abstain=abstain)
    if detector.manifest.get("files") != files:
        raise ModelError(f"the model {str(model)!r} here is not the one it was loaded from: install the same version")
    detector.prior = prior
    return detector
