"""Whether the trigger phrases are what a label rests on, and how they compare with black-box explainers.

    python benchmarks/faithfulness.py [--model default|fast] [--split test|dev] [--endings N] [--json FILE]
                                      [--compare [--compared N] [--calls N]]

Two measures over endings that the model labels above ``no_close`` (DeYoung et al., ACL 2020, call them
comprehensiveness and sufficiency), each against random spans of the candidate's words, as many and as long:

- without the trigger phrases, how often does the label get lower?
- with nothing but the trigger phrases, how often does it stay?

``--compare`` explains endings of the light model with LIME, SHAP and eli5 as well (``pip install '.[explainers]'``)
and compares each one's words with the labelled triggers. They are told how many words to name, and what the
interviewers say is left alone for them; our phrases are told nothing, but come from a model that was trained on
labelled phrases. Times are medians of processor time (others may keep the machine busy), imports and first calls
left out; ours is that of the whole answer, label included.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

import closedetect
from closedetect import datasets
from closedetect.detector import Detector
from closedetect.labelled import Labelled, labelled_ending
from closedetect.labels import LABELS, LEVEL
from closedetect.result import Result

SEED = 0
DRAWS = 5
"""Random spans are drawn this often for each ending, and their figures averaged."""
EMPTY = "Okay."
"""What a turn says that has no words left: a turn can't be empty, and who answers whom must not change."""
_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")
_ENDS, _PAUSES = ".!?\u2026", ",;:\u2013\u2014-"


@dataclass(frozen=True)
class Word:
    """A word of the candidate's: index of its turn, characters of the transcript's text."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True)
class Case:
    """A labelled ending whose candidate's words can be taken out. Words are spoken of by their index."""

    row: Labelled

    @cached_property
    def words(self) -> list[Word]:
        """All words of the candidate, in order."""
        return [
            Word(i, turn.start + found.start(), turn.start + found.end())
            for i, turn in enumerate(self.row.transcript.turns)
            if turn.speaker == self.row.candidate
            for found in _WORD.finditer(turn.text)
        ]

    def phrases(self, spans: Iterable[tuple[int, int]]) -> list[list[int]]:
        """The words that each span of the text touches, turn by turn; a word belongs to one phrase only."""
        found: list[list[int]] = []
        seen: set[int] = set()
        for start, end in spans:
            here = [i for i, w in enumerate(self.words) if w.start < end and start < w.end and i not in seen]
            seen.update(here)
            found += [list(group) for _, group in groupby(here, key=lambda i: self.words[i].turn)]
        return found

    def without(self, gone: set[int]) -> list[tuple[str | None, str]]:
        """The turns without some words; neighbouring words go together with what stands between them."""
        cuts: dict[int, list[tuple[int, int]]] = {}
        for i in sorted(gone):
            word = self.words[i]
            here = cuts.setdefault(word.turn, [])
            if here and i - 1 in gone:
                here[-1] = (here[-1][0], word.end)
            else:
                here.append((word.start, word.end))
        return [
            (turn.speaker, cut(turn.text, [(a - turn.start, b - turn.start) for a, b in cuts.get(i, ())]))
            for i, turn in enumerate(self.row.transcript.turns)
        ]

    def only(self, kept: set[int]) -> list[tuple[str | None, str]]:
        """The turns with no other words of the candidate's than these."""
        return self.without(set(range(len(self.words))) - kept)


def cut(text: str, spans: list[tuple[int, int]]) -> str:
    """Take spans out of a turn so that it still reads as one.

    >>> cut("Then I'll say it: I want this job. When can I start?", [(18, 33), (35, 51)])
    "Then I'll say it."
    """
    for start, end in reversed(spans):
        text = join(text[:start].rstrip(), text[end:].lstrip())
    return text if _WORD.search(text) or not spans else EMPTY


def join(left: str, right: str) -> str:
    """Join what stood before and after a cut: one space, and one mark where two met."""
    marks = _ENDS + _PAUSES
    if not left or left[-1] in _ENDS:
        right = right.lstrip(marks + " ")
    elif right and right[0] in marks:
        left = left.rstrip(_PAUSES + " ")
    return f"{left}{'' if right[:1] in marks else ' '}{right}".strip()


def classify(detector: Detector, case: Case, turns: Any = None) -> Result:
    """Judge an ending, or what was made of it, as a whole."""
    return detector.classify(turns or case.row.transcript, candidate=case.row.candidate, whole=True)


def shuffled(split: str) -> list[Case]:
    """The endings of a split in a fixed random order, so that the first N are no one writer's."""
    rows = [labelled_ending(ending) for ending in datasets.iter_endings(split)]
    return [Case(rows[i]) for i in np.random.default_rng(SEED).permutation(len(rows))]


def random_words(lengths: Iterable[int], case: Case, random: np.random.Generator) -> set[int]:
    """Draw spans of the given numbers of words that don't overlap; each lies in one turn."""
    taken: set[int] = set()
    waiting = sorted(lengths, reverse=True)  # the longest first, while there is room
    while waiting:
        n = waiting.pop(0)
        starts = [
            i
            for i in range(len(case.words) - n + 1)
            if case.words[i].turn == case.words[i + n - 1].turn and taken.isdisjoint(range(i, i + n))
        ]
        if starts:
            at = int(random.choice(starts))
            taken.update(range(at, at + n))
        elif n > 1:
            waiting += [n - 1, 1]  # no stretch that long is free any more
    return taken


# Faithfulness ---------------------------------------------------------------------------------------------------------

MEASURES = {
    "lower": ("lower without triggers", "lower without random spans"),
    "kept": ("kept with triggers only", "kept with random spans only"),
}


def with_triggers(detector: Detector, cases: Iterable[Case]) -> Iterator[tuple[Case, Result, list[list[int]]]]:
    """The endings that the model labels above ``no_close``, with its answer and its trigger phrases."""
    for case in cases:
        result = classify(detector, case)
        phrases = case.phrases((t.start, t.end) for t in result.triggers)
        if result.label != "no_close" and phrases:
            yield case, result, phrases


def effects(detector: Detector, case: Case, result: Result, words: set[int]) -> dict[str, float]:
    """What becomes of an ending's label without some words, and with these words alone."""
    without, only = (classify(detector, case, turns) for turns in (case.without(words), case.only(words)))
    label, p_label = result.label, result.confidence
    return {
        "lower": float(LEVEL[without.label] < LEVEL[label]),
        "kept": float(only.label == label),
        "probability_lost_without": p_label - without.probabilities[label],
        "probability_lost_with_only": p_label - only.probabilities[label],
    }


def mean_effects(some: list[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([one[name] for one in some])) for name in some[0]}


def faithfulness(detector: Detector, cases: list[Case], n: int | None) -> dict[str, Any]:
    """Mean effects of trigger phrases and of random spans on (at most) the first ``n`` endings, by label."""
    random = np.random.default_rng(SEED)
    rows: list[tuple[str, dict[str, float], dict[str, float]]] = []
    chosen = islice(with_triggers(detector, cases), n)
    for case, result, phrases in tqdm(chosen, desc="endings", disable=None):
        ours = effects(detector, case, result, set().union(*phrases))
        draws = [random_words(map(len, phrases), case, random) for _ in range(DRAWS)]
        theirs = mean_effects([effects(detector, case, result, draw) for draw in draws])
        rows.append((result.label, ours, theirs))
    groups = {"all": rows} | {label: [row for row in rows if row[0] == label] for label in LABELS[1:]}
    return {
        name: {
            "endings": len(some),
            "triggers": mean_effects([ours for _, ours, _ in some]),
            "random_spans": mean_effects([theirs for _, _, theirs in some]),
        }
        for name, some in groups.items()
        if some
    }


def faithfulness_table(figures: dict[str, Any]) -> str:
    """The shares as a Markdown table."""
    lines = [
        f"| label given | endings | {' | '.join(name for pair in MEASURES.values() for name in pair)} |",
        f"| --- |{' ---: |' * (1 + 2 * len(MEASURES))}",
    ]
    for name, row in figures.items():
        shares = [row[which][measure] for measure in MEASURES for which in ("triggers", "random_spans")]
        lines.append(f"| {name} | {row['endings']} | {' | '.join(f'{share:.2f}' for share in shares)} |")
    return "\n".join(lines)


# Comparison with black-box explainers ---------------------------------------------------------------------------------

Predict = Callable[[Iterable[str]], np.ndarray]
Explain = Callable[[str, Predict, int], dict[str, float]]
"""Text, its predict_proba and the label's index -> weight of each of the text's words for that label."""


def names(case: Case) -> str:
    """The candidate's words as explainers see them: w0 w1 w2 …

    A name instead of the word tells two uses of it apart, whatever an explainer thinks a word is, and lets words
    be taken out for them exactly as they are for our phrases.
    """
    return " ".join(f"w{i}" for i in range(len(case.words)))


def predictor(detector: Detector, case: Case) -> Predict:
    """A predict_proba over such texts: it skips near misses and the like, so as not to slow explainers down."""

    def predict(texts: Iterable[str]) -> np.ndarray:
        kept = [{int(number) for number in re.findall(r"w(\d+)", text)} for text in texts]
        rows = [detector.features(case.only(k), candidate=case.row.candidate, whole=True) for k in kept]
        return detector.decision.predict_proba(np.array(rows))

    return predict


def indifferent(texts: Iterable[str]) -> np.ndarray:
    """A predict_proba that has no opinion."""
    return np.array([np.full(len(LABELS), 1 / len(LABELS)) for _ in texts])


def lime(calls: int) -> Explain:
    """LIME; it weighs all words and keeps its own settings but for the number of calls."""
    from lime.lime_text import LimeTextExplainer

    def explain(text: str, predict: Predict, label: int) -> dict[str, float]:
        explainer = LimeTextExplainer(random_state=SEED)
        found = explainer.explain_instance(
            text, predict, labels=(label,), num_features=len(text.split()), num_samples=calls
        )
        return dict(found.as_list(label))

    return explain


def shap(calls: int) -> Explain:
    """SHAP with its text masker, for which it chooses its partition algorithm (Owen values)."""
    from shap import Explainer
    from shap.maskers import Text

    def explain(text: str, predict: Predict, label: int) -> dict[str, float]:
        found = Explainer(predict, Text(r"\W+"), seed=SEED)([text], max_evals=calls, silent=True)
        return dict(zip((str(word).strip() for word in found.data[0]), found.values[0][:, label], strict=True))

    return explain


def eli5(calls: int) -> Explain:
    """eli5's TextExplainer, by position: its pairs of words would count each word twice."""
    from eli5.lime import TextExplainer

    def explain(text: str, predict: Predict, label: int) -> dict[str, float]:
        explainer = TextExplainer(n_samples=calls, position_dependent=True, random_state=SEED).fit(text, predict)
        local, classes = explainer.clf_, explainer.clf_.classes_.tolist()
        if label not in classes:  # no sample got the label, so that nothing speaks for it
            return {}
        weights = np.vstack([-local.coef_, local.coef_]) if len(classes) == 2 else local.coef_
        return dict(zip(text.split(), weights[classes.index(label)], strict=True))

    return explain


EXPLAINERS: dict[str, Callable[[int], Explain]] = {"LIME": lime, "SHAP": shap, "eli5": eli5}


@dataclass(frozen=True)
class Answer:
    """One explanation of one ending: the words it names, and the processor time it took."""

    words: set[int]
    seconds: float


def our_answer(detector: Detector, case: Case) -> Answer:
    start = time.process_time()
    result = classify(detector, case)
    seconds = time.process_time() - start
    return Answer(set().union(*case.phrases((t.start, t.end) for t in result.triggers)), seconds)


def black_box_answer(explain: Explain, detector: Detector, case: Case, label: str, k: int) -> Answer:
    """The ``k`` words that speak most for a label; words that speak against it are not named."""
    start = time.process_time()
    weights = explain(names(case), predictor(detector, case), LABELS.index(label))
    seconds = time.process_time() - start
    best = sorted((name for name, weight in weights.items() if weight > 0), key=lambda name: -weights[name])[:k]
    return Answer({int(name[1:]) for name in best}, seconds)


def agreement(named: list[set[int]], labelled: list[set[int]]) -> dict[str, float]:
    """Precision, recall and F1 of the words named, over all words of all endings."""
    common = sum(len(a & b) for a, b in zip(named, labelled, strict=True))
    n_named, n_labelled = sum(map(len, named)), sum(map(len, labelled))
    return {
        "precision": common / max(n_named, 1),
        "recall": common / max(n_labelled, 1),
        "f1": 2 * common / max(n_named + n_labelled, 1),
    }


def share_lower(detector: Detector, cases: list[Case], labels: list[str], named: list[set[int]]) -> float:
    """How often a label above ``no_close`` gets lower without the words named."""
    lower = [
        LEVEL[classify(detector, case, case.without(words)).label] < LEVEL[label]
        for case, label, words in zip(cases, labels, named, strict=True)
        if label != "no_close"
    ]
    return float(np.mean(lower)) if lower else 0.0


def compare(detector: Detector, cases: list[Case], n: int, calls: int) -> dict[str, Any]:
    """Compare explanations on the first ``n`` endings that are labelled above ``no_close``."""
    cases = list(islice((case for case in cases if case.row.triggers), n))
    phrases = [case.phrases((start, end) for start, end, _ in case.row.triggers or ()) for case in cases]
    labelled = [set().union(*some) for some in phrases]
    labels = [classify(detector, case).label for case in cases]
    random = np.random.default_rng(SEED)

    def ask(explain: Explain, name: str) -> list[Answer]:
        explain("w0 w1 w2 w3", indifferent, 0)  # what is compiled on first use is compiled now
        asked = zip(cases, labels, labelled, strict=True)
        return [
            black_box_answer(explain, detector, case, label, len(words))
            for case, label, words in tqdm(asked, desc=name, total=len(cases), disable=None)
        ]

    def row(answers: list[Answer]) -> dict[str, float]:
        named = [answer.words for answer in answers]
        return {
            **agreement(named, labelled),
            "lower_without": share_lower(detector, cases, labels, named),
            "median_seconds": float(np.median([answer.seconds for answer in answers])),
        }

    rows: dict[str, Any] = {"closedetect": row([our_answer(detector, case) for case in cases])}
    for name, make in EXPLAINERS.items():
        try:
            rows[name] = row(ask(make(calls), name)) | {"version": version(name.lower())}
        except Exception as error:  # one that is missing or broken must not hide the others
            rows[name] = {"did_not_run": " ".join(f"{type(error).__name__}: {error}".split())}
    drawn = [random_words(map(len, some), case, random) for some, case in zip(phrases, cases, strict=True)]
    rows["random spans"] = row([Answer(words, 0.0) for words in drawn])
    return {"endings": len(cases), "calls": calls, "given_no_close": labels.count("no_close"), "explainers": rows}


def comparison_table(figures: dict[str, Any]) -> str:
    """The comparison as a Markdown table."""
    lines = [
        "| explanation | words, F1 | precision | recall | lower without them | CPU seconds an ending |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, row in figures["explainers"].items():
        if "did_not_run" in row:
            lines.append(f"| {name} | did not run: {row['did_not_run']} | | | | |")
            continue
        shares = " | ".join(f"{row[key]:.2f}" for key in ("f1", "precision", "recall", "lower_without"))
        seconds = f"{row['median_seconds']:.3f}" if row["median_seconds"] else ""
        lines.append(f"| {name} | {shares} | {seconds} |")
    return "\n".join(lines)


def positive(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return int(text)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="default", help="default, fast or a model's folder")
    parser.add_argument("--split", default="test", choices=("test", "dev"))
    parser.add_argument("--endings", type=positive, metavar="N", help="at most N endings (default: all of the split)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--compare", action="store_true", help="with LIME, SHAP and eli5, on the light model")
    parser.add_argument("--compared", type=positive, default=20, metavar="N", help="endings to compare on (20)")
    parser.add_argument("--calls", type=positive, default=500, metavar="N", help="of the model, a black box (500)")
    return parser.parse_args()


def main() -> None:
    """Print the tables, and write the figures where asked."""
    asked = arguments()
    cases = shuffled(asked.split)
    found: dict[str, Any] = {"model": asked.model, "split": asked.split, "seed": SEED, "draws": DRAWS}
    found["faithfulness"] = faithfulness(closedetect.load(asked.model), cases, asked.endings)
    print(f"Model {asked.model}, split {asked.split}\n\n{faithfulness_table(found['faithfulness'])}")
    if asked.compare:
        found["comparison"] = compare(closedetect.load("fast"), cases, asked.compared, asked.calls)
        n, calls = found["comparison"]["endings"], asked.calls
        print(f"\nModel fast, {n} endings labelled above no_close, {calls} calls of the model for each black box\n")
        print(comparison_table(found["comparison"]))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
