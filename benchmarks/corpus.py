"""What the corpus is like: counts, repetition, near-duplicates, and whether the text leaks its label.

    python benchmarks/corpus.py [--json figures.json] [--datasheet data/README.md] [--curve]

The probes are classifiers that must fail: one sees only lengths and turn counts, one a bag of the words outside the
triggers, one the words of the other turns where every ending loses one. Cross-validated by writer. ``--datasheet``
writes the tables between the datasheet's ``<!-- counts -->`` and ``<!-- leaks -->`` marks; ``--curve`` adds the light
model's learning curve.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
from datasketch import MinHash, MinHashLSH
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import closedetect
from closedetect import datasets
from closedetect.corpus import Ending, Utterance
from closedetect.cues.tags import TAG_NAMES, CueTagger
from closedetect.labels import CUES, LABELS, TRIGGER_CUES

WORD = re.compile(r"[a-z']+")
EARNS = [TAG_NAMES.index(cue) for cue in TRIGGER_CUES]
NEAR = 0.7
"""Jaccard likeness of word trigrams from which two utterances count as near-duplicates."""


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower().replace("\u2019", "'"))


def counts(utterances: list[Utterance], endings: list[Ending], transcripts: list[Ending]) -> dict:
    return {
        "utterances": len(utterances),
        "endings": len(endings),
        "full_transcripts": len(transcripts),
        "words": sum(len(words_of(u.text)) for u in utterances)
        + sum(len(words_of(t.text)) for e in [*endings, *transcripts] for t in e.turns),
        "per_cue": {cue: sum(u.cue == cue for u in utterances) for cue in CUES},
        "per_label_utterances": dict(Counter(u.label for u in utterances)),
        "per_label_endings": dict(Counter(e.label for e in endings)),
        "per_writer": dict(sorted(Counter(x.writer for x in [*utterances, *endings, *transcripts]).items())),
        "per_form_endings": dict(Counter(e.fields.get("format", "") for e in endings)),
        "per_kind_endings": dict(Counter(e.fields.get("kind", "not marked") for e in endings)),
    }


def repetition(utterances: list[Utterance]) -> dict:
    """Openings, long n-grams said twice, and how well the text compresses."""
    tokens = [words_of(u.text) for u in utterances]
    openings = Counter(tuple(t[:3]) for t in tokens if len(t) >= 3)
    grams = Counter(tuple(t[i : i + 8]) for t in tokens for i in range(len(t) - 7))
    raw = "\n".join(u.text for u in utterances).encode()
    return {
        "commonest_opening": " ".join(openings.most_common(1)[0][0]),
        "commonest_opening_share": openings.most_common(1)[0][1] / len(tokens),
        "share_of_8grams_said_twice": sum(n for n in grams.values() if n > 1) / max(sum(grams.values()), 1),
        "compression_ratio": len(raw) / len(zlib.compress(raw, 9)),
    }


def near_duplicates(utterances: list[Utterance], parts: dict[str, list[str]]) -> dict:
    """Pairs of utterances alike in their word trigrams, neighbours (minimal pairs) apart."""
    split_of = {writer: name for name, writers in parts.items() for writer in writers}
    index = MinHashLSH(threshold=NEAR, num_perm=64)
    sketches = []
    for i, u in enumerate(utterances):
        sketch = MinHash(num_perm=64, seed=1)
        tokens = words_of(u.before)[-4:] + words_of(u.text)
        for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False):
            sketch.update(f"{a} {b} {c}".encode())
        sketches.append(sketch)
        index.insert(i, sketch)
    neighbours = within = across = 0
    examples = []
    for i, sketch in enumerate(sketches):
        for j in index.query(sketch):
            if j <= i or sketch.jaccard(sketches[j]) < NEAR:
                continue
            a, b = utterances[i], utterances[j]
            if a.writer == b.writer and abs(a.line - b.line) <= 4:
                neighbours += 1
            elif split_of[a.writer] == split_of[b.writer]:
                within += 1
                examples.append((a.id, b.id, a.text))
            else:
                across += 1
                examples.append((a.id, b.id, a.text))
    return {
        "neighbouring_pairs": neighbours,
        "within_a_split": within,
        "across_splits": across,
        "examples": examples[:20],
    }


def outside_triggers(ending: Ending) -> str:
    said = []
    for turn in ending.turns:
        text = turn.text
        for mark in reversed(turn.marks):
            text = text[: mark.start] + " " + text[mark.end :]
        said.append(("c " if turn.is_candidate else "i ") + text)
    return " ".join(said)


def without_a_turn(ending: Ending, tagger: CueTagger) -> str:
    """The words of the other turns, where the turns that hold a trigger are cut, or else the likeliest one.

    Like for like: triggers cut out take the closing words with them, while near misses would keep theirs.
    """
    lines = [("candidate" if turn.is_candidate else "interviewer", turn.text) for turn in ending.turns]
    chances = [
        max((s.scores[EARNS].sum() for s in line.segments), default=0.0) if line else -1.0
        for line in tagger.tag(lines).lines
    ]
    marked = {i for i, turn in enumerate(ending.turns) if turn.marks}
    cut = marked or {int(np.argmax(chances))}
    return " ".join(f"{who[0]} {text}" for i, (who, text) in enumerate(lines) if i not in cut)


def shape(ending: Ending) -> list[float]:
    candidate = [len(words_of(t.text)) for t in ending.turns if t.is_candidate] or [0]
    other = [len(words_of(t.text)) for t in ending.turns if not t.is_candidate] or [0]
    return [len(ending.turns), len(candidate), sum(candidate), max(candidate), sum(other), max(other), candidate[-1]]


def leaks(endings: list[Ending]) -> dict:
    """Accuracy of probes that see everything but the triggers, folds by writer."""
    y = np.array([e.label for e in endings])
    groups = [e.writer for e in endings]
    folds = GroupKFold(5)
    by_shape = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    by_words = make_pipeline(
        CountVectorizer(lowercase=True, token_pattern=r"[a-z']+", min_df=2, binary=True),
        LogisticRegression(C=0.1, max_iter=500),
    )
    X = np.array([shape(e) for e in endings], dtype=float)
    texts = [outside_triggers(e) for e in endings]
    tagger = closedetect.load("fast").tagger
    turns = [without_a_turn(e, tagger) for e in endings]
    asked = [" ".join(t.text for t in e.turns if not t.is_candidate) for e in endings]
    return {
        "majority": max(Counter(y.tolist()).values()) / len(y),
        "lengths_and_turn_counts": accuracy_score(y, cross_val_predict(by_shape, X, y, groups=groups, cv=folds)),
        "words_outside_triggers": accuracy_score(y, cross_val_predict(by_words, texts, y, groups=groups, cv=folds)),
        "words_where_each_ending_loses_a_turn": accuracy_score(
            y, cross_val_predict(by_words, turns, y, groups=groups, cv=folds)
        ),
        "interviewers_words": accuracy_score(y, cross_val_predict(by_words, asked, y, groups=groups, cv=folds)),
    }


def learning_curve(utterances: list[Utterance], endings: list[Ending], steps: int = 4) -> list[dict]:
    """Macro-F1 of the light model on the dev endings, trained on ever more writers."""
    from closedetect.cues.examples import examples, from_ending
    from closedetect.cues.light import LightTagger
    from closedetect.decision import DecisionModel
    from closedetect.evaluation import evaluate
    from closedetect.features import ending_features
    from closedetect.pipeline import CueComponent, ending_doc

    parts = datasets.splits()
    dev = [e for e in endings if e.writer in parts["dev"]]
    order = np.random.default_rng(0).permutation([w for w in parts["train"] if w[0] in "ue"])
    rows = []
    for step in range(1, steps + 1):
        chosen = set(order[: len(order) * step // steps].tolist())
        some = [u for u in utterances if u.writer in chosen]
        few = [e for e in endings if e.writer in chosen]
        component = CueComponent(LightTagger.train(examples(some, few)))
        X = np.array([ending_features(component(ending_doc(from_ending(e).lines))).values for e in dev])
        y = np.array([e.label for e in dev])
        folds = GroupKFold(3).split(X, y, [e.writer for e in dev])
        p = np.zeros((len(dev), 3))
        for a, b in folds:
            p[b] = DecisionModel().fit(X[a], y[a]).predict_proba(X[b])
        score = evaluate(y, p, resamples=1)["macro_f1"]
        rows.append({"writers": len(chosen), "utterances": len(some), "macro_f1": score})
    return rows


def fill(page: str, mark: str, text: str) -> str:
    """Put text between ``<!-- mark -->`` and ``<!-- /mark -->``."""
    return re.sub(f"(<!-- {mark} -->).*?(<!-- /{mark} -->)", lambda m: f"{m[1]}\n{text}\n{m[2]}", page, flags=re.DOTALL)


def table(rows: dict) -> str:
    shown = {name: f"{value:.3f}" if isinstance(value, float) else value for name, value in rows.items()}
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in shown.items())])


def flat(figures: dict) -> dict:
    rows = {}
    for key, value in figures.items():
        parts = [f"{k} {n}" for k, n in value.items()] if isinstance(value, dict) else []
        rows[key.replace("_", " ")] = ", ".join(parts) or value
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--datasheet", type=Path)
    parser.add_argument("--curve", action="store_true")
    arguments = parser.parse_args()
    utterances, endings = list(datasets.iter_utterances()), list(datasets.iter_endings())
    transcripts = list(datasets.iter_transcripts())
    assert all(a.id < b.id or a.writer != b.writer for a, b in pairwise(utterances))
    figures = {
        "labels": list(LABELS),
        "counts": counts(utterances, endings, transcripts),
        "repetition": repetition(utterances),
        "near_duplicates": near_duplicates(utterances, datasets.splits()),
        "leaks": leaks(endings),
    }
    if arguments.curve:
        figures["learning_curve"] = learning_curve(utterances, endings)
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if arguments.datasheet:
        page = arguments.datasheet.read_text(encoding="utf-8")
        page = fill(page, "counts", table(flat(figures["counts"])))
        shown = {**figures["leaks"], **figures["repetition"]}
        shown |= {k: v for k, v in figures["near_duplicates"].items() if k != "examples"}
        page = fill(page, "leaks", table(flat(shown)))
        arguments.datasheet.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
