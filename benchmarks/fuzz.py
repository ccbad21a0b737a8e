"""A long fuzz run: hostile transcripts by the hundred thousand, and what must hold for each.

    python benchmarks/fuzz.py [--inputs 1000000] [--model fast] [--seed 0]

Each input is put together by chance from awkward characters, speaker marks, layout scraps, markup and real wordings of
closes. For each: no exception, every marked phrase is exactly the words at its place, probabilities sum to 1, the
result goes into JSON, its page holds no tag that the text brought along, and it takes no longer than 2 seconds for
each megabyte (half a second for the smallest: now and then a fresh vocabulary is made). Inputs that break a rule are
printed; the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import numpy as np

import closedetect
from closedetect import datasets
from closedetect.display import to_html
from closedetect.labels import LABELS

SCRAPS = [
    "I: ", "C: ", "HR: ", "Ana: ", "Ana Ruiz (Candidate): ", "Speaker 1: ", "**B:** ", "- ", "> ", "| Ana | hi |",
    "\n", "\n\n", "\r\n", "\r", "\t", "\\n", "\\", ",", ";", ".", "[", "]", "'", "''''", '"', "=1+1", "@SUM(A1)",
    "[00:01] ", "(1:00:16)", "00:00:01,000 --> 00:00:02,000\n", "WEBVTT\n\n", "<v Ana>", "</v>", "&amp;", "&lt;b&gt;",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=x>', '{"speaker":', "# Interview 2",
    "-----", "[pause]", "(laughs)", "__eou__", "um", "uh ", "a" * 120, "'" * 150, " " * 60,
    "\x00", "\x0b", "\x1f", "\x85", "\ufeff", "\u200b", "\u200d", "\u202e", "\u202c", "\u2028", "\u2029", "\ud800",
    "\udfff", "\u0130", "\u0131", "\u00df", "\ufb01", "e\u0301", "C\u0327", "\u2019", "\u201c", "\u2014", "\u2026",
    "\u0661:\u0662", "\u3042", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627",
    "\U0001f469\u200d\U0001f4bb", "\U0001f1ee\U0001f1f8",
]  # fmt: skip
"""What inputs are made of, besides wordings of closes and arbitrary characters."""
SLOWEST_MEGABYTE, SLOWEST_SMALL = 2.0, 0.5


def make_input(random: np.random.Generator, wordings: list[str]) -> str:
    """Put one hostile transcript together."""
    parts: list[str] = []
    for _ in range(int(random.integers(1, 14))):
        kind = random.random()
        if kind < 0.62:
            parts.append(SCRAPS[random.integers(len(SCRAPS))])
        elif kind < 0.82:
            parts.append(wordings[random.integers(len(wordings))])
        elif kind < 0.92:
            parts.append("".join(chr(i) for i in random.integers(1, 0x3000, int(random.integers(1, 8)))))
        else:
            parts.append("".join(chr(i) for i in random.integers(0, 0x110000, int(random.integers(1, 5)))))
    return "".join(parts)


def broken_rules(result: closedetect.Result, text: str, seconds: float) -> list[str]:
    """Return what does not hold for one result."""
    broken = []
    if result.text != text:
        broken.append("the result's text is another")
    for found in (*result.triggers, *result.near_misses, *result.anatomy):
        if not found.text or text[found.start : found.end] != found.text:
            broken.append(f"{found.text!r} does not stand at {found.start}:{found.end}")
    if list(result.probabilities) != list(LABELS) or abs(sum(result.probabilities.values()) - 1) > 1e-9:
        broken.append(f"probabilities {result.probabilities}")
    json.dumps(result.to_dict())
    page = to_html(result).lower()
    broken += [f"live markup {tag}" for tag in ("<script>alert", "<img", "<svg/") if tag in page]
    if seconds > max(SLOWEST_SMALL, SLOWEST_MEGABYTE * len(text) / 1e6):
        broken.append(f"took {seconds:.2f} s for {len(text)} characters")
    return broken


def main() -> int:
    """Run, and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--model", default="fast")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    random = np.random.default_rng(arguments.seed)
    wordings = [utterance.text for utterance in datasets.iter_utterances("train")]
    detector = closedetect.load(arguments.model)
    to_html(detector.classify("Interviewer: Any questions?\nAna: No."))  # the first call loads what is loaded late
    failed, slowest, labels = 0, 0.0, dict.fromkeys(LABELS, 0)
    for number in range(arguments.inputs):
        text = make_input(random, wordings)
        begin = time.process_time()  # processor time: a busy machine is no fault of the text
        try:
            result = detector.classify(text)
            passed = time.process_time() - begin
            broken = broken_rules(result, text, passed)
            slowest = max(slowest, passed)
            labels[result.label] += 1
        except Exception as error:
            broken = [f"{type(error).__name__}: {error}"]
        if broken:
            failed += 1
            print(f"input {number}: {'; '.join(broken)}\n  {text!r}", flush=True)
        if (number + 1) % 100_000 == 0:
            print(f"{number + 1} inputs, {failed} failed, slowest {slowest:.3f} s", file=sys.stderr, flush=True)
    print(f"{arguments.inputs} inputs, {failed} failed, slowest {slowest:.3f} s; {labels}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
