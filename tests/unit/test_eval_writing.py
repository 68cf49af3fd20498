"""Answers that a language model words, measured: a scripted model, a real store and assistant."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from eval.__main__ import main
from eval.answer_tables import format_answers, summarise
from eval.answers import ask_all
from eval.corpus import Corpus, prepare
from eval.outcome_rows import outcome_to_json
from eval.outcomes import Fate, Outcome, Source
from eval.provenance import name_place
from eval.runs import describe_corpus, describe_run, read_run, write_run
from eval.sets import EvalQuestion, GoldQuote, QuestionSet
from eval.writing.cassettes import CassetteInvalid, Recorder, Replayer
from eval.writing.transcripts import format_transcripts, write_transcripts
from eval.writing.watching import NotingGenerator, NotingModel
from eval.writing.wording import complain, tally, weigh_check
from eval.writing.writers import Tape, describe_writer, open_writer
from index.config import IndexConfig
from index.encoding import Encoder
from index.errors import FundstelleError, SettingInvalid
from index.local import LocalStore
from rag.assistant import Assistant
from rag.config import Settings
from rag.generation import EXTRACTIVE, Brief, Draft
from rag.llm.models import ChatModel, Message, ModelUnavailable, Outage
from rag.llm.writer import Writer

TALL = "The water tower of Lindholm is 40 metres tall."
MASONS = "Masons from Orrby built the water tower."
BASINS = "The harbour of Lindholm has three basins."
ARTICLES = {
    "tower.txt": f"{TALL} {MASONS}\n",
    "harbour.txt": f"{BASINS} Ships bring timber and salt.\n",
}
QUESTIONS = (
    EvalQuestion(
        "tall",
        "en",
        "How tall is the tower of Lindholm?",
        "amount",
        ("40 metres",),
        (GoldQuote("tower.txt", TALL),),
    ),
    EvalQuestion(
        "basins",
        "en",
        "How many basins does the harbour of Lindholm have?",
        "count",
        ("three",),
        (GoldQuote("harbour.txt", BASINS),),
    ),
    EvalQuestion("mayor", "en", "Who is the mayor of Lindholm?", "unanswerable"),
)

Reply = Callable[[str], str]
"""Tells what a model replies to a prompt."""


class Scripted:
    """Replies to the question in a prompt as a script says; where that says nothing, it is out."""

    name = "scripted"
    context = 4096

    def __init__(self, script: dict[str, Reply]) -> None:
        self._script = script
        self.closed = False

    def stream(
        self, messages: Sequence[Message], limit: int, stop: Event | None = None
    ) -> Iterator[str]:
        del limit, stop
        prompt = messages[-1].content
        reply = next((said for asked, said in self._script.items() if asked in prompt), None)
        if reply is None:
            raise ModelUnavailable(Outage.SLOW, "It takes too long.")
        yield from re.findall(r"\s*\S+", reply(prompt))

    def warm_up(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


def number_of(sentence: str, prompt: str) -> int:
    """Return the number that a sentence has in a prompt."""
    match = re.search(rf"\[(\d+)\] {re.escape(sentence)}", prompt)
    assert match
    return int(match[1])


def citing(*said: tuple[str, str]) -> Reply:
    """Reply with sentences, each with the number of the sentence that it cites."""
    return lambda prompt: " ".join(f"{text} [{number_of(of, prompt)}]" for text, of in said)


@pytest.fixture
def question_set(tmp_path: Path) -> QuestionSet:
    root = tmp_path / "articles"
    root.mkdir()
    for name, text in ARTICLES.items():
        (root / name).write_text(text, encoding="utf-8")
    return QuestionSet("lindholm", root, (root,), QUESTIONS)


def measure(
    model: ChatModel, question_set: QuestionSet, folder: Path, encoder: Encoder
) -> tuple[Corpus, list[Outcome]]:
    noted = NotingModel(model)
    noting = NotingGenerator(Writer(noted), noted)
    config = IndexConfig(encoder.name, encoder.fingerprint, encoder.dimension)
    store = LocalStore.create(folder, config)
    with Assistant(store, encoder, Settings(threshold=0.0), noting, remembered=0) as assistant:
        corpus = prepare(question_set, assistant, encoder)
        return corpus, list(ask_all(corpus, noting=noting))


SCRIPT = {
    "How tall is": citing((TALL, TALL), ("It cost 9 million euros.", TALL)),
    "How many basins": citing(("The harbour of Lindholm has 7 basins.", BASINS), (MASONS, BASINS)),
    "Who is the mayor": lambda _: "NOT FOUND",
}


@pytest.fixture
def outcomes(question_set: QuestionSet, tmp_path: Path, encoder: Encoder) -> list[Outcome]:
    return measure(Scripted(SCRIPT), question_set, tmp_path / "index", encoder)[1]


def test_what_is_shown_is_measured_beside_what_was_written(outcomes: list[Outcome]) -> None:
    tall, basins, mayor = outcomes
    assert tall.writing
    assert [one.text for one in tall.statements] == [TALL]
    assert [one.text for one in tall.writing.unchecked.statements] == [
        TALL,
        "It cost 9 million euros.",
    ]
    assert (tall.stray_figures, tall.unsupported) == (0, 0)
    raw = tall.writing.unchecked
    assert (raw.stray_figures, raw.unsupported, raw.uncited) == (1, 1, 0)
    assert raw.scores["citation_recall"] == 1 / 2
    assert raw.scores["answer_in_first"] == raw.scores["said_in_first"] == 1.0
    assert basins.writing
    assert basins.scores["said_in_first"] == 1.0  # the articles' own words
    assert basins.writing.unchecked.scores["said_in_first"] == 0.0
    assert basins.writing.unchecked.scores["answer_in_first"] == 1.0  # what it cites is right
    assert mayor.writing
    assert mayor.abstained
    assert mayor.writing.unchecked.abstained
    assert mayor.writing.unchecked.got == "NOT FOUND"


def test_every_sentence_that_was_written_has_its_fate(outcomes: list[Outcome]) -> None:
    tall, basins, mayor = (one.writing for one in outcomes)
    assert tall
    assert basins
    assert mayor
    assert [one.source for one in (tall, basins, mayor)] == [
        Source.MODEL,
        Source.FALLBACK,
        Source.DECLINED,
    ]
    assert [draft.fate for draft in tall.drafts] == [Fate.KEPT, Fate.WITHHELD]
    assert "FIGURE" in tall.drafts[1].told.faults
    assert "9 million" in tall.drafts[1].reason
    # The direct answer failed: the product reads no further, the measurement does.
    assert [draft.fate for draft in basins.drafts] == [Fate.WITHHELD, Fate.UNREAD]
    assert basins.drafts[1].told.text == MASONS
    assert [draft.fate for draft in mayor.drafts] == [Fate.DECLINING]
    assert tall.replies[-1].startswith(f"{TALL} [")


def test_wrong_markers_are_mended_and_counted(
    question_set: QuestionSet, tmp_path: Path, encoder: Encoder
) -> None:
    script: dict[str, Reply] = dict.fromkeys(
        ("How tall", "How many"), citing((TALL, MASONS), (BASINS, BASINS))
    )
    script["Who is"] = lambda _: f"{MASONS} Nobody knows more."
    _, (tall, _, mayor) = measure(Scripted(script), question_set, tmp_path / "index", encoder)
    assert tall.writing
    assert mayor.writing
    assert tall.writing.drafts[0].fate is Fate.MENDED
    assert [one.quote for one in tall.writing.drafts[0].told.cited] == [MASONS]
    assert [one.quote for one in tall.statements[0].cited] == [TALL]
    assert tall.writing.unchecked.scores["citation_recall"] < 1.0
    assert mayor.writing.unchecked.uncited == 2


def test_outages_count_and_leave_what_was_written(
    question_set: QuestionSet, tmp_path: Path, encoder: Encoder
) -> None:
    _, outcomes = measure(Scripted({}), question_set, tmp_path / "index", encoder)
    writings = [one.writing for one in outcomes if one.writing]
    assert {one.outage for one in writings} == {"slow"}
    assert {one.source for one in writings} == {Source.FALLBACK}
    assert all(one.unchecked.abstained for one in writings)
    assert all(one.unchecked.first_ms is None for one in writings)
    assert tally(outcomes)["overall"]["outages"] == 3
    assert complain(outcomes).startswith("The language model failed on 3 questions (slow 3)")


def test_first_sentence_is_timed_before_the_last(outcomes: list[Outcome]) -> None:
    tall, basins, mayor = outcomes
    for one in (tall, basins):
        assert one.first_ms is not None
        assert one.first_ms > 0
        assert one.writing
        assert one.writing.unchecked.first_ms is not None
        assert one.writing.unchecked.first_ms < one.writing.unchecked.elapsed_ms
    assert tall.writing
    assert mayor.first_ms is None


def test_tally_says_where_answers_come_from(outcomes: list[Outcome]) -> None:
    groups = tally(outcomes)
    assert list(groups) == ["overall", "en→any"]
    told = groups["overall"]
    assert [told[one.value] for one in Source] == [1, 1, 1, 0, 0]
    assert [told[one.value] for one in Fate] == [1, 0, 2, 1, 1]
    assert (told["claimed"], told["cited"]) == (1, 1)
    assert told["per answer"] == 1.0
    assert told["FIGURE"] == 2
    assert complain(outcomes) == ""


def test_first_sentences_are_weighed_by_what_the_check_made_of_them(
    question_set: QuestionSet, tmp_path: Path, encoder: Encoder, outcomes: list[Outcome]
) -> None:
    nothing = {f"{one}, {two}": 0 for one in ("right", "wrong") for two in ("shown", "withheld")}
    assert weigh_check(outcomes) == {
        "figure asked for": nothing | {"right, shown": 1},
        "other answer": nothing | {"wrong, withheld": 1},
        "unanswerable": nothing,  # the model says so itself
    }
    script: dict[str, Reply] = {
        "How tall": citing(("It is 41 metres tall.", TALL)),
        "How many": citing(("It has three basins and 9 cranes.", BASINS)),
        "Who is": citing((MASONS, MASONS)),
    }
    _, others = measure(Scripted(script), question_set, tmp_path / "other", encoder)
    assert weigh_check(others) == {
        "figure asked for": nothing | {"wrong, withheld": 1},
        "other answer": nothing | {"right, withheld": 1},
        "unanswerable": nothing | {"wrong, shown": 1},
    }


def test_tables_have_a_row_with_and_one_without_the_check(outcomes: list[Outcome]) -> None:
    metrics = summarise(outcomes)
    text = format_answers(metrics, outcomes, failures=False)
    for name in ("overall, checked", "overall, unchecked", "amount, checked", "amount, unchecked"):
        assert any(line.startswith(name) for line in text.splitlines())
    assert metrics["languages"]["overall"]["stray_figures"] == 0
    assert metrics["unchecked"]["languages"]["overall"]["stray_figures"] == 2
    assert re.search(r"(?m)^answers +model +fallback +declined", text)


def test_list_holds_what_a_person_needs_to_judge(outcomes: list[Outcome], tmp_path: Path) -> None:
    path = tmp_path / "new" / "list.md"
    write_transcripts(path, outcomes)
    text = path.read_text(encoding="utf-8")
    assert text == format_transcripts(outcomes)
    tall, basins, mayor = text.split("\n## ")[1:]
    assert tall.startswith("1. tall · en→en · amount\n\n**How tall is the tower")
    assert f"- {TALL} [1]\n\n> [1] “{TALL}”" in tall
    assert re.search(r"Withheld:\n\n- It cost 9 million euros\. \*\(.*9 million.*\)\*\n  - c", tall)
    assert f"    {TALL} [" in tall  # as the model wrote it
    assert "Not read any more:\n\n- Masons" in basins
    assert "worded by: declined" in mayor
    assert text.count("Judged:") == 3
    with pytest.raises(FundstelleError, match="cannot be written"):
        write_transcripts(tmp_path, outcomes)


def test_run_is_replayed_without_the_model(
    question_set: QuestionSet, tmp_path: Path, encoder: Encoder
) -> None:
    tape = tmp_path / "tape"
    live = Recorder(Scripted(SCRIPT), tape)
    _, first = measure(live, question_set, tmp_path / "one", encoder)
    corpus, second = measure(Replayer(tape), question_set, tmp_path / "two", encoder)
    timeless = [
        {name: value for name, value in told.items() if not name.endswith("_ms")}
        for told in map(outcome_to_json, (*first, *second))
    ]
    for told in timeless:
        told["writing"]["unchecked"] = told["writing"]["unchecked"]["scores"]
    assert timeless[:3] == timeless[3:]
    described = describe_run("answers", [describe_corpus(corpus)], {}, Settings())
    rows = [outcome_to_json(one) for one in second]
    assert rows[0]["writing"]["drafts"][1]["fate"] == "withheld"
    write_run(tmp_path / "run.json", described | {"questions": rows})
    assert read_run(tmp_path / "run.json").questions["lindholm/tall"].scores == second[0].scores


def test_generator_that_is_broken_off_is_read_to_its_end() -> None:
    class Lines:
        name = "lines"

        def __init__(self, model: ChatModel) -> None:
            self._model = model

        def generate(self, brief: Brief) -> Iterator[Draft]:
            del brief
            for piece in self._model.stream((), 9):
                yield Draft(piece.strip(), ())

        def warm_up(self) -> None:
            pass

        def close(self) -> None:
            raise AssertionError

    class Out(Scripted):
        def stream(
            self, messages: Sequence[Message], limit: int, stop: Event | None = None
        ) -> Iterator[str]:
            del messages, limit, stop
            yield from ("One. ", "Two. ", "Three.")
            raise ModelUnavailable(Outage.CUT, "It broke off.")

    model = NotingModel(Out({}))
    noting = NotingGenerator(Lines(model), model)
    assert noting.take() is None
    for asked in range(2):
        drafts = noting.generate(None)  # type: ignore[arg-type]
        assert next(drafts).text == "One."
        drafts.close()  # type: ignore[attr-defined]
        noted = noting.take()
        assert noted, asked
        assert [draft.text for draft in noted.drafts] == ["One.", "Two.", "Three."]
        assert noted.replies == ("One. Two. Three.",)
        assert noted.outage is Outage.CUT
        assert noted.first is not None
        assert noted.first <= noted.last
    assert noting.take() is None
    noting.close()  # others may still use it


def test_writer_is_opened_as_the_options_say(tmp_path: Path) -> None:
    with open_writer(Settings(), Tape()) as noting:
        assert noting is None
        assert describe_writer(noting, Settings(), Tape()) is None
    tape = tmp_path / "tape"
    with closing(Recorder(Scripted(SCRIPT), tape)) as model:
        list(model.stream([Message("user", "Who is the mayor?")], 9))
    replayed = Tape(replay=tape)
    with open_writer(Settings(), replayed) as noting:
        assert noting
        assert describe_writer(noting, Settings(), replayed) == {
            "name": "scripted",
            "place": "tape",
            "replies": "replayed",
        }
        settings = Settings(llm="http://user:secret@localhost:1/v1?key=secret")
        for tape_, replies in ((Tape(), "live"), (Tape(record=tape), "recorded")):
            described = describe_writer(noting, settings, tape_)
            assert described == {
                "name": "scripted",
                "place": "http://localhost:1/v1",
                "replies": replies,
            }
    with (
        pytest.raises(SettingInvalid, match="name one with --llm"),
        open_writer(Settings(), Tape(record=tape)),
    ):
        pass
    with pytest.raises(CassetteInvalid), open_writer(Settings(), Tape(replay=tmp_path / "none")):
        pass


@pytest.mark.parametrize(
    ("llm", "place"),
    [
        ("", ""),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("https://me:pass@host/v1#secret", "https://host/v1"),
        ("https://host?key=secret", "https://host"),
        ("/home/me/models/small.gguf", "small.gguf"),
        ("me:secret@host", ""),
    ],
)
def test_nothing_secret_is_said_of_where_a_model_is(llm: str, place: str) -> None:
    assert name_place(llm) == place


def test_run_says_nothing_secret_either() -> None:
    run = describe_run("answers", [], {}, Settings(llm="https://me:secret@host/v1?key=secret"))
    assert run["settings"]["llm"] == "https://host/v1"
    assert run["generator"] == {"name": EXTRACTIVE}
    assert "secret" not in str(run)


def test_mistaken_options_end_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asking = ["answers", "--set", str(tmp_path)]
    assert main([*asking, "--record", str(tmp_path / "tape")]) == 2
    assert capsys.readouterr().err == (
        "eval: There is no language model to record; name one with --llm.\n"
    )
    assert main([*asking, "--replay", str(tmp_path / "tape")]) == 2
    assert "tape cannot be read (" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main([*asking, "--record", "a", "--replay", "b"])
