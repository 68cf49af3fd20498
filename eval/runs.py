"""Run files: what was measured and with what, question by question, written and read again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from eval.corpus import Corpus
from eval.provenance import describe_machine, hash_code, list_versions, name_place
from eval.retrieval import Ranking, Scores, passage_id
from index.engines import foretell_engine
from index.errors import FundstelleError
from rag.config import Settings
from rag.generation import EXTRACTIVE
from rag.scoring import Weights

Json = dict[str, Any]

FORMAT = 4
"""Version of the run files. A file that says another, or none, is not read."""

# What of a run makes its figures what they are; compared entry by entry.
_CONFIGURATION = ("generator", "options", "settings", "weights", "code", "versions", "machine")
_OF_CORPUS = ("encoder", "index", "passages")


class RunUnwritable(FundstelleError):
    """The file for the results cannot be written."""


class RunUnreadable(FundstelleError):
    """A file cannot be read as a run, or is of another format."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A question of a run.

    Attributes:
        corpus: Name of the corpus that was asked.
        id: Unique in its set.
        pair: Its languages, such as ``"de→en"``.
        text: What was asked.
        sha256: Hash of what was asked and what was right.
        scores: Values by the measures' names.
    """

    corpus: str
    id: str
    pair: str
    text: str
    sha256: str
    scores: Scores

    @property
    def key(self) -> str:
        """Unique also where several corpora are asked the same questions."""
        return f"{self.corpus}/{self.id}"


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its file tells it.

    Attributes:
        name: Where it was read from.
        measured: ``"retrieval"`` or ``"answers"``.
        date: When it was written.
        articles: Hashes of the articles by the corpora's names.
        configuration: What it was made with: settings, code, encoder, versions and so on.
        questions: Its questions by their keys.
    """

    name: str
    measured: str
    date: str
    articles: Mapping[str, str]
    configuration: Json
    questions: Mapping[str, Scored]


def describe_run(
    what: str,
    corpora: Sequence[Json],
    options: Json,
    settings: Settings,
    generator: Json | None = None,
) -> Json:
    """Return all that a reader needs to tell two runs apart, or to do one again.

    Args:
        what: What was measured.
        corpora: The corpora, each as :func:`describe_corpus` gives it.
        options: The options that bear on the figures.
        settings: The assistant's settings.
        generator: What worded the answers; None means the articles' own sentences.
    """
    kept = {name: value for name, value in asdict(settings).items() if name != "index"}
    return {
        "format": FORMAT,
        "measured": what,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "options": options,
        "generator": generator or {"name": EXTRACTIVE},
        "settings": kept | {"llm": name_place(settings.llm)},
        "weights": asdict(Weights()),
        "code": hash_code(),
        "engine": foretell_engine(settings.engine),
        "versions": list_versions(),
        "machine": describe_machine(),
        "corpora": list(corpora),
    }


def describe_corpus(corpus: Corpus) -> Json:
    """Return what a corpus held, how its index was built, and what it was asked."""
    config = asdict(corpus.snapshot.config)
    questions = "\n".join(question.sha256 for question in corpus.questions)
    return {
        "name": corpus.name,
        "articles_sha256": corpus.snapshot.sha256,
        "questions_sha256": sha256(questions.encode()).hexdigest(),
        "articles": corpus.snapshot.articles,
        "passages": corpus.snapshot.passages,
        "questions": len(corpus.questions),
        "encoder": {"name": config.pop("encoder"), "fingerprint": config.pop("fingerprint")},
        "index": config,
        "lost_quotes": list(corpus.lost),
        "skipped": [asdict(skipped) for skipped in corpus.skipped],
    }


def ranking_to_json(ranking: Ranking, scores: Scores) -> Json:
    """Return one question's ranking with its scores."""
    return {
        "corpus": ranking.corpus,
        "id": ranking.question.id,
        "pair": ranking.pair,
        "kind": ranking.question.kind,
        "question": ranking.question.text,
        "sha256": ranking.question.sha256,
        "scores": scores,
        "elapsed_ms": ranking.elapsed_ms,
        "relevant": list(ranking.relevant),
        "ranking": [[passage_id(hit), round(hit.score, 6)] for hit in ranking.hits],
    }


def write_run(path: Path, run: Json) -> None:
    """Write a run to a file as JSON, each of its questions on a line of its own.

    Raises:
        RunUnwritable: The file cannot be written.
    """
    head = {name: value for name, value in run.items() if name != "questions"}
    text = json.dumps(head, ensure_ascii=False, indent=1)
    if "questions" in run:
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in run["questions"])
        text = text.removesuffix("\n}") + f',\n "questions": [\n{rows}\n ]\n}}'
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise RunUnwritable(
            f"{path} cannot be written ({error.strerror}); choose another file with --out."
        ) from error


def read_run(path: Path) -> Run:
    """Read a run from its file.

    Raises:
        RunUnreadable: The file cannot be read, is no run, or is of another format.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RunUnreadable(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except ValueError as error:
        raise RunUnreadable(f"{path} is no run file: it is not valid JSON ({error}).") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        found = content.get("format", "none") if isinstance(content, dict) else "none"
        raise RunUnreadable(
            f"{path} is no run file of format {FORMAT} (its format: {found}); measure again with "
            f"this version and --out."
        )
    if "questions" not in content:
        raise RunUnreadable(
            f"{path} tells of no single questions (it measured {content.get('measured')}); compare "
            f"runs of retrieval or of answers."
        )
    try:
        return _to_run(str(path), content)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RunUnreadable(f"{path} is damaged ({error!r}); measure again with --out.") from error


def _to_run(name: str, content: Json) -> Run:
    corpora = {str(corpus["name"]): corpus for corpus in content["corpora"]}
    questions = [
        Scored(
            corpus=str(row["corpus"]),
            id=str(row["id"]),
            pair=str(row["pair"]),
            text=str(row["question"]),
            sha256=str(row["sha256"]),
            scores={str(name): float(value) for name, value in row["scores"].items()},
        )
        for row in content["questions"]
    ]
    configuration = {entry: content[entry] for entry in _CONFIGURATION}
    configuration["corpora"] = {
        corpus: {entry: told[entry] for entry in _OF_CORPUS} for corpus, told in corpora.items()
    }
    return Run(
        name=name,
        measured=str(content["measured"]),
        date=str(content["date"]),
        articles={corpus: str(told["articles_sha256"]) for corpus, told in corpora.items()},
        configuration=configuration,
        questions={question.key: question for question in questions},
    )
