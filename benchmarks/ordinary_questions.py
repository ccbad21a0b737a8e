"""How many of a candidate's ordinary questions are taken for closes, each asked in two interviews without a close.

    python benchmarks/ordinary_questions.py [--model MODEL]

The questions (ordinary_questions.txt) are those that somebody who tried the library asked it; the corpus was then given
text of this kind, so that a few stand in it word for word.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import closedetect

QUESTIONS = Path(__file__).with_suffix(".txt")
INTERVIEWS = (
    "Interviewer: Do you have any questions for me?\nCandidate: {}\n"
    "Interviewer: Sure. Let me think, I'd have to check that.\nCandidate: Okay, thank you.\n",
    "Speaker 1: Alright, that's everything on my list. What questions do you have?\nSpeaker 2: Yeah. {}\n"
    "Speaker 1: Good question. It depends on the week, really. Anything else?\n"
    "Speaker 2: No, that's all. Thanks for your time.\nSpeaker 1: Thank you, bye.\n",
)


def main() -> None:
    """Print each interview that was not read as no close, and how many there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="default")
    detector = closedetect.load(parser.parse_args().model)
    questions = QUESTIONS.read_text(encoding="utf-8").splitlines()
    wrong = 0
    for question in questions:
        for interview in INTERVIEWS:
            result = detector.classify(interview.format(question))
            if result.label != "no_close":
                wrong += 1
                print(f"{result.label} {result.confidence:.2f} {question} {[t.text for t in result.triggers]}")
    print(f"{wrong} of {len(questions) * len(INTERVIEWS)} taken for closes")


if __name__ == "__main__":
    main()
