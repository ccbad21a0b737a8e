"""The command line: score, explain, report, phrases, evaluate, train, export, info."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from closedetect.labels import LABELS, TRIGGER_CUES

EXIT_OK, EXIT_PROBLEMS, EXIT_ERROR, EXIT_INTERRUPTED = 0, 3, 2, 130
_EPILOG = """exit status: 0 all well; 3 some rows could not be judged (see the column "problem"); 2 wrong use
or unreadable input; 130 interrupted."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        Exit status.
    """
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_OK
    except KeyboardInterrupt:
        print("closedetect: interrupted; --resume goes on where a scoring run stopped", file=sys.stderr)
        return EXIT_INTERRUPTED
    except (ValueError, OSError, KeyError, ModuleNotFoundError) as error:
        message = error.args[0] if isinstance(error, KeyError) and error.args else error
        print(f"closedetect: {message}", file=sys.stderr)
        return EXIT_ERROR


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="closedetect",
        description="Did the candidate close the interview? Labels transcript endings as no_close, "
        "soft_interest or direct_ask and shows the words that say so.",
        epilog=_EPILOG,
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_score(commands)
    _add_explain(commands)
    _add_evaluate(commands)
    _add_train(commands)
    report = commands.add_parser("report", help="make one page over a scored CSV, for a coach or a team")
    report.add_argument("file", type=Path, help="a CSV that closedetect score wrote")
    report.add_argument("-o", "--output", type=Path, required=True, help="HTML page to write")
    report.set_defaults(run=_report)
    _add_corpus(commands)
    info = commands.add_parser("info", help="print a model's manifest, after checking its files")
    info.add_argument("model", nargs="?", default="default", help="default, fast or a model folder")
    info.set_defaults(run=_info)
    return parser


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("--model", default="default", help="default, fast or a model folder (default: default)")
    command.add_argument("--layout", help="read the text as this layout instead of finding out")
    command.add_argument("--encoding", help="decode the file with this encoding instead of finding out")
    command.add_argument("--text-column", help="column that holds the transcript, in a table")
    command.add_argument("--candidate-column", help="column that holds the candidate's label, in a table")
    command.add_argument("--speaker-column", help="column that holds the speaker, in a table of turns")
    command.add_argument("--id-column", help="column that says which interview a row belongs to")


def _add_score(commands: Any) -> None:
    score = commands.add_parser("score", help="score every transcript of a file into a table", epilog=_EPILOG)
    score.add_argument("file", type=Path, help="CSV, TSV, Parquet, JSON, JSONL, text, subtitles: see the README")
    kinds = ".csv, .tsv, .jsonl, each also .gz, or .parquet"
    score.add_argument("-o", "--output", type=Path, required=True, help=f"file to write: {kinds}")
    _add_reading(score)
    score.add_argument("--jobs", type=int, default=1, help="worker processes (default: 1)")
    score.add_argument("--resume", action="store_true", help="go on with an output that an interrupted run left")
    score.add_argument("--review", type=Path, help="also write the least certain endings to this CSV, for you to label")
    score.add_argument("--abstain", type=float, help="below this probability a row is a problem, not a label")
    score.add_argument(
        "--prior",
        nargs=3,
        type=float,
        metavar=("NO", "SOFT", "DIRECT"),
        help="shares of the labels in your transcripts",
    )
    score.add_argument("--raw", action="store_true", help="leave cells that begin like a formula as they are")
    score.set_defaults(run=_score)


def _add_explain(commands: Any) -> None:
    explain = commands.add_parser("explain", help="explain the label of each transcript in a file")
    explain.add_argument("file", type=Path)
    _add_reading(explain)
    explain.add_argument("--candidate", help="the candidate's label in the transcript")
    explain.add_argument("--json", action="store_true", help="print JSON instead of text")
    explain.set_defaults(run=_explain)


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser("evaluate", help="measure a model on labelled transcripts")
    evaluate.add_argument("files", type=Path, nargs="+", help="tables with a label column, or labelled endings")
    _add_reading(evaluate)
    evaluate.add_argument("--json", type=Path, help="also write the figures to this file")
    evaluate.set_defaults(run=_evaluate)


def _add_train(commands: Any) -> None:
    train = commands.add_parser(
        "train",
        help="train a model: the shipped ones from the corpus, or your own from a labelled file",
        description="Without a file: builds the shipped models from the labelled corpus. With files: trains "
        "the decision on your labelled transcripts, on the cue tagger of --model; with --tagger that tagger.",
    )
    train.add_argument("files", type=Path, nargs="*", help="tables with a transcript and a label column")
    train.add_argument(
        "--add", action="store_true", help="learn from the files in addition to what --model was trained on"
    )
    train.add_argument(
        "--tagger", action="store_true", help="train the cue tagger further on the files (needs the training extra)"
    )
    train.add_argument("-o", "--output", type=Path, help="model folder to write")
    train.add_argument("--data", type=Path, help="corpus folder (default: the shipped corpus)")
    train.add_argument("--work", type=Path, help="keep finished steps of a long training here and go on from them")
    train.add_argument(
        "--teacher", type=Path, help="folder of a larger base that teaches the default model's encoder (needs a GPU)"
    )
    train.add_argument(
        "--onward", type=Path, metavar="MODEL", help="learn the newest text alone, from this finished default model"
    )
    train.add_argument("--only", choices=("fast", "default"), help="build only one of the shipped models")
    _add_reading(train)
    train.set_defaults(run=_train)


def _add_corpus(commands: Any) -> None:
    phrases = commands.add_parser("phrases", help="draw real wordings of closes, to practise with")
    phrases.add_argument("-n", type=int, default=10, help="how many (default: 10)")
    phrases.add_argument("--cue", choices=TRIGGER_CUES, metavar="CUE", help="only this cue type, such as job_request")
    phrases.add_argument("--level", choices=LABELS[1:], help="only cues that earn this label")
    phrases.add_argument("--seed", type=int, default=0, help="another seed draws other phrases (default: 0)")
    phrases.set_defaults(run=_phrases)
    export = commands.add_parser("export", help="write the labelled endings for other tools")
    export.add_argument("output", type=Path, help="file to write: .jsonl, or .spacy for a DocBin")
    export.add_argument("--split", choices=("train", "dev", "test", "later"), help="only this split")
    export.set_defaults(run=_export)


def _reading_options(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "layout": arguments.layout,
        "encoding": arguments.encoding,
        "text_column": arguments.text_column,
        "candidate_column": arguments.candidate_column,
        "speaker_column": arguments.speaker_column,
        "id_column": arguments.id_column,
    }


def _score(arguments: argparse.Namespace) -> int:
    from closedetect.batch import score_file
    from closedetect.detector import load

    options = _reading_options(arguments)
    prior = dict(zip(LABELS, arguments.prior, strict=True)) if arguments.prior else None
    total, problems = score_file(
        load(arguments.model, prior=prior, abstain=arguments.abstain),
        arguments.file,
        arguments.output,
        review=arguments.review,
        text=options.pop("text_column"),
        candidate=options.pop("candidate_column"),
        raw=arguments.raw,
        n_jobs=arguments.jobs,
        resume=arguments.resume,
        progress=_progress(),
        **options,
    )
    note = f", {problems} with a problem (see that column)" if problems else ""
    print(f"{arguments.output}: {total} transcripts scored{note}")
    return EXIT_PROBLEMS if problems else EXIT_OK


def _progress() -> Callable[[int, int], None]:
    """A line on the terminal with the rate and the time left; nothing where nobody looks."""
    from tqdm import tqdm

    bar = tqdm(unit=" transcripts", unit_scale=True, disable=None, leave=False)

    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return show


def _explain(arguments: argparse.Namespace) -> int:
    from closedetect.detector import load
    from closedetect.reading import read

    detector = load(arguments.model)
    read_in = read(arguments.file, **_reading_options(arguments))
    results = [detector.classify(t, candidate=arguments.candidate) for t in read_in]
    if arguments.json:
        print(json.dumps([r.to_dict() for r in results], indent=1))
    else:
        many = len(read_in) > 1
        heads = [f"{t.name} ({n} of {len(read_in)})\n" if many else "" for n, t in enumerate(read_in, 1)]
        print("\n\n".join(head + r.explain() for head, r in zip(heads, results, strict=True)))
    return EXIT_PROBLEMS if any(r.problem for r in results) else EXIT_OK


def _evaluate(arguments: argparse.Namespace) -> int:
    from closedetect.detector import load
    from closedetect.evaluation import evaluate_detector, render
    from closedetect.labelled import read_labelled

    rows = [row for path in arguments.files for row in _labelled(read_labelled, path, arguments)]
    figures = evaluate_detector(load(arguments.model), rows)
    print(render(figures))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        print(f"figures written to {arguments.json}")
    return EXIT_OK


def _labelled(read_labelled: Any, path: Path, arguments: argparse.Namespace) -> Any:
    return read_labelled(path, **_reading_options(arguments))


def _train(arguments: argparse.Namespace) -> int:
    if arguments.files:
        if arguments.output is None:
            raise ValueError("give the folder to write: closedetect train labelled.csv -o my-model")
        if arguments.tagger and arguments.add:
            raise ValueError("--tagger trains the tagger, --add the decision: give one of them at a time")
        from closedetect import own_training
        from closedetect.labelled import read_labelled

        rows = [row for path in arguments.files for row in _labelled(read_labelled, path, arguments)]
        if arguments.tagger:
            facts = own_training.train_own_tagger(rows, arguments.output, model=arguments.model)
        else:
            facts = own_training.train_decision(rows, arguments.output, model=arguments.model, add=arguments.add)
        print(f"{arguments.output}: trained on {facts['training_data']['endings']} labelled transcripts")
        return EXIT_OK
    if arguments.tagger or arguments.add:
        raise ValueError("--tagger and --add learn from a file: closedetect train labelled.csv --add -o my-model")
    if arguments.onward:
        from closedetect.onward import train_onward

        folder = train_onward(arguments.onward, arguments.output, data=arguments.data, work=arguments.work)
        print(f"{folder}: written")
        return EXIT_OK
    from closedetect import training

    for folder in training.train_shipped(
        arguments.data, arguments.output, only=arguments.only, work=arguments.work, teacher=arguments.teacher
    ):
        print(f"{folder}: written")
    return EXIT_OK


def _report(arguments: argparse.Namespace) -> int:
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError:
        raise ValueError("a report needs matplotlib: pip install 'closedetect[report]'") from None
    from closedetect.report import write_report

    print(f"{arguments.output}: a page over {write_report(arguments.file, arguments.output)} interviews")
    return EXIT_OK


def _phrases(arguments: argparse.Namespace) -> int:
    from closedetect.wordings import phrases

    for phrase in phrases(arguments.n, cue=arguments.cue, level=arguments.level, seed=arguments.seed):
        print(phrase)
    return EXIT_OK


def _export(arguments: argparse.Namespace) -> int:
    from closedetect import exports

    if arguments.output.suffix == ".spacy":
        docs = exports.to_docbin(arguments.split)
        docs.to_disk(arguments.output)
        count = len(docs)
    elif arguments.output.suffix == ".jsonl":
        count = exports.write_jsonl(arguments.output, arguments.split)
    else:
        raise ValueError(f"{arguments.output}: the name must end in .jsonl or .spacy")
    print(f"{arguments.output}: {count} endings written")
    return EXIT_OK


def _info(arguments: argparse.Namespace) -> int:
    from closedetect.storage import model_folder, read_manifest

    print(json.dumps(read_manifest(model_folder(arguments.model)), indent=2, ensure_ascii=False))
    return EXIT_OK


if __name__ == "__main__":
    raise SystemExit(main())
