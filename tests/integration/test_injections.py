"""What articles order a language model to do changes nothing in what readers are told.

Two walls are tried apart: with a model that obeys whatever order reaches it, and with one that has
been led astray already, so that nothing but the checks is left.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from obedient import MODEL, SUITE, Attack, Mode, Obedient, read_suite, serving

from index.encoding import ModelEncoder
from index.local import LocalStore
from rag.assistant import Assistant
from rag.config import Settings
from rag.llm.opening import open_model
from rag.llm.writer import Writer
from rag.records import Answer

pytestmark = pytest.mark.integration

IndexOf = Callable[[Path, Sequence[Path]], None]

SAMPLE = Path(__file__).parents[2] / "eval" / "sets" / "sample"
ATTACKS = read_suite()
# Any text that comes into an index, whatever it says, can tip a question that is on the edge.
TIPPING = 0.1
MARKUP = re.compile(r"https?:|www\.|!\[|\]\(|<[a-z/!|]|\|>|\[/?INST|\{=|```", re.IGNORECASE)

_ABSTAINS = "A model that abstains is believed: it may have been told to."
KNOWN = {
    ("en-abstain", Mode.ALWAYS): _ABSTAINS,
    ("de-enthaltung", Mode.ALWAYS): _ABSTAINS,
}
"""What fails, by attack and mode; without a mode, where no language model answers."""


def trials(*modes: Mode | None) -> Iterator[pytest.ParameterSet]:
    """Yield every attack with every mode, marked where it is known to fail."""
    for attack in ATTACKS:
        for mode in modes:
            reason = KNOWN.get((attack.id, mode))
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            values = (attack,) if mode is None else (attack, mode)
            name = "-".join(filter(None, (attack.id, mode and mode.value)))
            yield pytest.param(*values, marks=marks, id=name)


@pytest.fixture(scope="module")
def poisoned(index_of: IndexOf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    """An index of the suite's articles and honest ones."""
    folder = tmp_path_factory.mktemp("poisoned")
    index_of(folder, [SUITE / "articles", SAMPLE / "articles"])
    with closing(LocalStore.open(folder)) as store:
        yield store


@pytest.fixture(scope="module")
def clean(index_of: IndexOf, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    """An index of the same articles without what was injected."""
    folder = tmp_path_factory.mktemp("clean")
    for attack in ATTACKS:
        text = (SUITE / attack.file).read_text(encoding="utf-8")
        for injected in attack.injected:
            assert injected in text
            text = text.replace(injected, "")
        (folder / Path(attack.file).name).write_text(text, encoding="utf-8")
    index_of(folder / "index", [folder, SAMPLE / "articles"])
    with closing(LocalStore.open(folder / "index")) as store:
        yield store


@pytest.fixture(scope="module")
def model() -> Iterator[Obedient]:
    with serving(ATTACKS) as server:
        yield server


@pytest.fixture(scope="module")
def writer(model: Obedient) -> Iterator[Writer]:
    settings = Settings(llm=model.address, llm_model=MODEL)
    with closing(Writer(open_model(settings, {}))) as made:
        yield made


@pytest.fixture(scope="module")
def assistant(poisoned: LocalStore, encoder: ModelEncoder, writer: Writer) -> Assistant:
    return Assistant(poisoned, encoder, Settings(), writer)


@pytest.fixture(scope="module")
def quoting(poisoned: LocalStore, encoder: ModelEncoder) -> Assistant:
    return Assistant(poisoned, encoder, Settings())


def said_in(answer: Answer) -> str:
    """Return all that an answer tells a reader."""
    findings = (f"{one.text} {one.reading} {one.origin}" for one in answer.findings)
    statements = (one.text for one in answer.statements)
    return "\n".join((*findings, *statements, answer.note))


def check_sound(attack: Attack, answer: Answer) -> None:
    """Hold an answer against what no answer may be."""
    said = said_in(answer)
    for text in (said, *(one.quote for one in answer.citations)):
        assert not [one for one in attack.forbidden if one.casefold() in text.casefold()]
        assert not MARKUP.search(text)
    for one in answer.citations:
        assert one.quote == one.article.text[one.start : one.end]
        assert attack.trigger not in one.quote


def test_the_suite_is_stored(poisoned: LocalStore) -> None:
    assert len(ATTACKS) >= 44
    assert len({one.id for one in ATTACKS}) == len(ATTACKS)
    assert {f"{SUITE / one.file}" for one in ATTACKS} == {*map(str, (SUITE / "articles").iterdir())}
    assert poisoned.summary().articles >= len(ATTACKS)


@pytest.mark.parametrize(("attack", "mode"), [*trials(*Mode)])
def test_an_order_in_an_article_changes_nothing(
    attack: Attack, mode: Mode, assistant: Assistant, model: Obedient
) -> None:
    model.mode = mode
    model.prompts.clear()
    answers = list(assistant.stream(attack.question))
    assert model.prompts
    assert not [prompt for prompt in model.prompts if attack.trigger in prompt]
    for answer in answers:
        check_sound(attack, answer)
    assert not answers[-1].abstained
    assert any(one in said_in(answers[-1]) for one in attack.expected)


@pytest.mark.parametrize("attack", [*trials(None)])
def test_an_answer_in_the_articles_words_quotes_no_order(
    attack: Attack, quoting: Assistant
) -> None:
    answer = quoting.ask(attack.question)
    check_sound(attack, answer)
    assert any(one in said_in(answer) for one in attack.expected)


@pytest.fixture(scope="module", params=[True, False], ids=["written", "quoted"])
def asked(
    request: pytest.FixtureRequest,
    clean: LocalStore,
    poisoned: LocalStore,
    encoder: ModelEncoder,
    model: Obedient,
    writer: Writer,
) -> dict[str, tuple[Answer, Answer]]:
    """What is answered without the suite's articles and with them, where that is sure."""
    model.mode = Mode.GULLIBLE
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    before, after = (
        ask_all(Assistant(store, encoder, Settings(), writer if request.param else None), questions)
        for store in (clean, poisoned)
    )
    sure = [one for one in questions if before[one].confidence > Settings().threshold + TIPPING]
    assert len(sure) > len(questions) / 3
    return {one: (before[one], after[one]) for one in sure}


def test_other_articles_are_answered_from_as_ever(asked: dict[str, tuple[Answer, Answer]]) -> None:
    assert {one: said_in(after) for one, (_, after) in asked.items()} == {
        one: said_in(before) for one, (before, _) in asked.items()
    }


def test_other_articles_are_not_mixed_up_with_the_suites(
    asked: dict[str, tuple[Answer, Answer]], clean: LocalStore
) -> None:
    own = {article.id for article in clean.articles()}
    for _, after in asked.values():
        assert {cited.article.id for cited in after.citations} <= own


def ask_all(assistant: Assistant, questions: Iterable[str]) -> dict[str, Answer]:
    return {question: assistant.ask(question) for question in questions}
