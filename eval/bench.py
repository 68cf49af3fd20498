"""The bench layout as question sets: parallel passages in several languages, and distractors.

A folder with ``passages.<language>.jsonl`` (one article a row, ids such as ``…-de-03-2``),
``distractors.*.jsonl`` (further articles) and ``questions.jsonl``, whose rows point to a paragraph
(``03-2``) and to the answer's place in the passage of the question's own language. The same
question in another language has the same id but for its ending (``…-de``, ``…-en``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.rows import QuestionSetInvalid, Row, read_rows, refuse_repeated_ids
from eval.sets import UNANSWERABLE, EvalQuestion, GoldQuote, QuestionSet, draw, load_set


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage, and what else of the passages is on its topic, itself included."""

    id: str
    text: str
    topic: tuple[str, ...]


def bench_languages(folder: Path) -> tuple[str, ...]:
    """Return the languages a bench has passages in; none for a folder that is no bench."""
    names = (path.name.split(".") for path in folder.glob("passages.*.jsonl"))
    return tuple(sorted(parts[1] for parts in names if len(parts) == 3))


def load_sets(
    folder: Path, languages: str | None, at_most: int | None = None, *, unanswerable: bool = False
) -> Iterator[QuestionSet]:
    """Yield the question sets of a folder: one, or of a bench one for each language of passages.

    Args:
        folder: The question set, or the bench.
        languages: Bench only: the passages' languages, such as ``"de,en"``; None takes all.
        at_most: How many questions to draw of each, the same ones every time; None takes all.
        unanswerable: Bench only: see :func:`load_bench`.

    Raises:
        QuestionSetInvalid: Something is missing, or a row is malformed; the message names it.
    """
    known = bench_languages(folder)
    if not known:
        given = ["--passages"] * bool(languages) + ["--unanswerable"] * unanswerable
        if given:
            raise QuestionSetInvalid(
                f"{folder} has no passages.LANGUAGE.jsonl; leave {' and '.join(given)} out."
            )
        yield load_set(folder, at_most)
    for language in languages.split(",") if languages else known:
        if language not in known:
            raise QuestionSetInvalid(
                f"{folder} has no passages in {language!r}; it has them in {', '.join(known)}."
            )
        yield load_bench(folder, language, at_most, unanswerable=unanswerable)


def load_bench(
    folder: Path, language: str, at_most: int | None = None, *, unanswerable: bool = False
) -> QuestionSet:
    """Load all questions of a bench, to be put to the passages of one language.

    Args:
        folder: The bench.
        language: The passages' language.
        at_most: How many questions to draw, the same ones every time; None takes all.
        unanswerable: Put each question a second time, with every passage of its topic withheld.

    Raises:
        QuestionSetInvalid: Something is missing, or a row is malformed; the message names it.
    """
    passages = _read_passages(folder, language)
    rows = list(read_rows(folder / "questions.jsonl"))
    refuse_repeated_ids(rows)
    by_id = {row.get("id", str): row for row in rows}
    asked = draw([_as_question(row, by_id, passages, language) for row in rows], at_most)
    if unanswerable:
        topics = {passage.id: passage.topic for passage in passages.values()}
        asked += tuple(_withhold(question, topics) for question in asked)
    sources = (_passages_file(folder, language), *sorted(folder.glob("distractors.*.jsonl")))
    return QuestionSet(f"{folder.resolve().name}.{language}", folder, sources, asked)


def _passages_file(folder: Path, language: str) -> Path:
    return folder / f"passages.{language}.jsonl"


def _read_passages(folder: Path, language: str) -> dict[str, _Passage]:
    """Return the passages of a language by the name of their paragraph."""
    rows = list(read_rows(_passages_file(folder, language)))
    refuse_repeated_ids(rows)
    topics: dict[str, list[str]] = {}
    for row in rows:
        topics.setdefault(row.get("title", str), []).append(row.get("id", str))
    found: dict[str, _Passage] = {}
    for row in rows:
        _, mark, paragraph = row.get("id", str).partition(f"-{language}-")
        if not mark:
            raise row.error(f'the id has no "-{language}-" in it')
        topic = tuple(topics[row.get("title", str)])
        found[paragraph] = _Passage(row.get("id", str), row.get("text", str), topic)
    return found


def _as_question(
    row: Row, by_id: Mapping[str, Row], passages: Mapping[str, _Passage], language: str
) -> EvalQuestion:
    own = row.get("language", str)
    twin_id = f"{row.get('id', str).removesuffix(f'-{own}')}-{language}"
    twin = by_id.get(twin_id)
    if twin is None:
        raise row.error(f"there is no question {twin_id!r} that gives the answer in {language!r}")
    passage = passages.get(row.get("paragraph", str))
    if passage is None:
        raise row.error(f"there is no passage {row.get('paragraph', str)!r} in {language!r}")
    return EvalQuestion(
        id=row.get("id", str),
        language=own,
        text=row.get("question", str),
        kind="paragraph",
        answers=tuple(dict.fromkeys((twin.get("answer", str), row.get("answer", str)))),
        gold=(_gold(twin, passage),),
        place=row.place,
    )


def _gold(row: Row, passage: _Passage) -> GoldQuote:
    answer, start = row.get("answer", str), row.get("answer_start", int)
    if not answer or passage.text[start : start + len(answer)] != answer:
        raise row.error(f"{answer!r} does not stand at {start} in {passage.id}")
    return GoldQuote(passage.id, answer, start)


def _withhold(question: EvalQuestion, topics: Mapping[str, Sequence[str]]) -> EvalQuestion:
    return replace(
        question,
        id=f"{question.id}-withheld",
        kind=UNANSWERABLE,
        answers=(),
        gold=(),
        withheld=tuple(name for gold in question.gold for name in topics[gold.article]),
    )
