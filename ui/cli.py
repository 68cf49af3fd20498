"""The command line: ``fundstelle VERB``. Results go to stdout, progress and messages to stderr."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from index.errors import FundstelleError, SettingInvalid
from index.ingest import Report, ingest, open_or_create
from index.local import LocalStore
from index.records import Article
from index.rows import article_to_row
from index.store import Summary
from rag.assistant import Assistant
from rag.config import Settings, load_settings
from rag.records import Answer
from rag.shapes import answer_to_json, hits_to_json

DONE, NOTHING, MISTAKE, STOPPED = 0, 1, 2, 130

Verb = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit code: 0 done, 1 nothing found or abstained, 2 a mistake."""
    options = _parser().parse_args(arguments)
    verb: Verb = options.verb
    given = {
        name: getattr(options, name, None) for name in ("index", "encoder", "hits", "threshold")
    }
    try:
        return verb(options, load_settings(given))
    except FundstelleError as error:
        _tell(f"fundstelle: {error}")
        return MISTAKE
    except KeyboardInterrupt:
        _tell("Stopped. What was done so far stays; the same command goes on from there.")
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()  # the reader, such as head, has seen enough
        return DONE


def add(options: argparse.Namespace, settings: Settings) -> int:
    """Add files and folders to the index."""
    store, encoder = open_or_create(settings.index, settings.encoder or None)
    with tqdm(desc="Adding", unit=" articles", file=sys.stderr, disable=options.json) as bar:

        def show(report: Report) -> None:
            bar.n = len(report.added) + len(report.replaced) + len(report.unchanged)
            bar.set_postfix_str(f"{report.passages} passages", refresh=False)
            bar.update(0)
            bar.refresh()

        report = ingest([Path(path) for path in options.paths], store, encoder, show)
    for skipped in report.skipped:
        _tell(f"skipped {skipped.origin}: {skipped.reason}")
    if options.json:
        _print_json(
            {
                "added": report.added,
                "replaced": report.replaced,
                "unchanged": len(report.unchanged),
                "skipped": [{"origin": s.origin, "reason": s.reason} for s in report.skipped],
                "passages": report.passages,
            }
        )
    else:
        print(f"{report}.")
    return DONE if report.added or report.replaced or report.unchanged else NOTHING


def remove(options: argparse.Namespace, settings: Settings) -> int:
    """Remove articles from the index."""
    store = LocalStore.open(settings.index)
    removed = store.remove(options.ids)
    store.publish()
    for missing in sorted(set(options.ids) - set(removed)):
        _tell(f"There is no article {missing!r} in the index; fundstelle list shows the ids.")
    if options.json:
        _print_json({"removed": removed})
    else:
        print(f"{len(removed)} removed.")
    return DONE if removed else NOTHING


def list_articles(options: argparse.Namespace, settings: Settings) -> int:
    """List the articles of the index."""
    found = False
    for article in LocalStore.open(settings.index).articles():
        found = True
        if options.json:
            _print_json({k: v for k, v in article_to_row(article).items() if k != "text"})
        else:
            day = article.published.isoformat() if article.published else "undated   "
            title = article.title or f"(untitled) {article.text[:60]}…"
            print(f"{article.id}  {day}  {article.language}  {article.source or '-'}  {title}")
    return DONE if found else NOTHING


def show(options: argparse.Namespace, settings: Settings) -> int:
    """Show one article."""
    article = LocalStore.open(settings.index).article(options.id)
    if options.json:
        _print_json(article_to_row(article))
        return DONE
    day = article.published.isoformat() if article.published else "undated"
    print(article.title or "(untitled)")
    print(" · ".join(filter(None, (article.source, day, article.language, article.url))))
    print(f"\n{article.text}")
    return DONE


def info(options: argparse.Namespace, settings: Settings) -> int:
    """Tell what is in the index and how it was built."""
    store = LocalStore.open(settings.index)
    summary, config = store.summary(), store.config
    if options.json:
        _print_json(
            {
                "index": str(settings.index),
                **_summary(summary),
                "encoder": config.encoder,
                "fingerprint": config.fingerprint,
                "dimension": config.dimension,
                "passage_tokens": config.passage_tokens,
                "generator": "extractive",
            }
        )
        return DONE
    languages = ", ".join(f"{code} {count}" for code, count in summary.languages.items())
    print(f"index      {settings.index} ({summary.bytes / 1e6:.1f} MB)")
    print(f"articles   {summary.articles} ({languages or 'none'})")
    print(f"passages   {summary.passages}, sentences {summary.sentences}")
    print(f"published  {summary.first or '?'} to {summary.last or '?'}")
    print(f"encoder    {config.encoder} ({config.dimension} dimensions, {config.fingerprint[:12]})")
    print("answers    extractive: sentences of the articles, word for word")
    return DONE


def retrieve(options: argparse.Namespace, settings: Settings) -> int:
    """Print the passages that fit a question."""
    with Assistant.open(settings=settings) as assistant:
        found = False
        for question_id, question in _questions(options):
            hits = assistant.retrieve(question)
            found = found or bool(hits)
            if options.json or options.questions:
                _print_json(hits_to_json(question_id, question, hits))
                continue
            for hit in hits:
                print(
                    f"{hit.rank}. {hit.score:.3f}  {_origin(hit.article)}\n   {hit.passage.text}\n"
                )
    return DONE if found else NOTHING


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer a question, or each question of a file."""
    with Assistant.open(settings=settings) as assistant:
        answered = False
        for question_id, question in _questions(options):
            answer = assistant.ask(question)
            answered = answered or not answer.abstained
            if options.json or options.questions:
                _print_json(answer_to_json(question_id, answer))
            else:
                _print_answer(answer)
    return DONE if answered else NOTHING


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the chat page."""
    # Imported here: the page's library takes seconds to load, and no other verb needs it.
    from ui.app import serve as serve_page  # noqa: PLC0415

    with Assistant.open(settings=settings) as assistant:
        _tell("Loading the models …")
        assistant.warm_up()
        serve_page(
            assistant,
            host=options.host,
            port=options.port,
            examples=options.example or (),
            on_ready=lambda url: _tell(f"Fundstelle answers at {url} (Ctrl-C stops it)."),
        )
    return DONE


def _questions(options: argparse.Namespace) -> Iterator[tuple[str | None, str]]:
    """Yield ``(id, question)`` from the command line, or from the rows of the file given."""
    if bool(options.question) == bool(options.questions):
        raise SettingInvalid("Give either a question or --questions FILE.jsonl.")
    if options.question:
        yield None, options.question
        return
    try:
        lines = Path(options.questions).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingInvalid(
            f"The questions in {options.questions} cannot be read ({error})."
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row["id"]), str(row["question"])
        except (ValueError, KeyError, TypeError):
            raise SettingInvalid(
                f"Line {number} of {options.questions} must be a JSON object with id and question."
            ) from None


def _print_answer(answer: Answer) -> None:
    print(answer.text)
    if answer.abstained:
        if answer.hits:
            _tell("\nNearest passages:")
        for hit in answer.hits:
            _tell(f"  {_origin(hit.article)}: {hit.passage.text[:160]}…")
        return
    print()
    for citation in answer.citations:
        print(f"[{citation.marker}] {_origin(citation.article)} ({citation.article.id}, "
              f"{citation.start}–{citation.end})")  # fmt: skip


def _origin(article: Article) -> str:
    day = article.published.isoformat() if article.published else "undated"
    return ", ".join(filter(None, (article.source, day, article.title or article.id)))


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "articles": summary.articles,
        "passages": summary.passages,
        "sentences": summary.sentences,
        "languages": dict(summary.languages),
        "sources": dict(summary.sources),
        "first": summary.first,
        "last": summary.last,
        "bytes": summary.bytes,
    }


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fundstelle",
        description="Answers from your news articles, with the passage each comes from.",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, run: Verb, *, json_output: bool = True) -> argparse.ArgumentParser:
        summary = (run.__doc__ or "").split(".")[0]
        sub = verbs.add_parser(name, help=summary, description=f"{summary}.")
        sub.set_defaults(verb=run)
        sub.add_argument("--index", metavar="DIR", help="folder of the index (default: data/index)")
        if json_output:
            sub.add_argument("--json", action="store_true", help="print JSON")
        return sub

    adding = verb("add", add)
    adding.add_argument("paths", nargs="+", metavar="PATH", help="files and folders of articles")
    adding.add_argument(
        "--encoder", metavar="NAME", help="sentence-transformers model, for a new index"
    )
    removing = verb("remove", remove)
    removing.add_argument("ids", nargs="+", metavar="ID")
    verb("list", list_articles)
    showing = verb("show", show)
    showing.add_argument("id", metavar="ID")
    verb("info", info)
    for name, run in (("retrieve", retrieve), ("ask", ask)):
        asking = verb(name, run)
        asking.add_argument("question", nargs="?", metavar="QUESTION")
        asking.add_argument("--questions", metavar="FILE.jsonl", help="rows with id and question")
        asking.add_argument(
            "-k", "--hits", type=int, metavar="K", help="passages to find (default: 5)"
        )
        asking.add_argument("--encoder", metavar="NAME", help="encoder the index was built with")
    serving = verb("serve", serve, json_output=False)
    serving.add_argument(
        "--example", action="append", metavar="QUESTION", help="offer this question; repeatable"
    )
    serving.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
    )
    serving.add_argument("--port", type=int, default=7860, help="port to listen on (default: 7860)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
