"""The engines: that they agree, and what becomes of models that OpenVINO does not run."""

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.encoding import ModelEncoder, encoder_named
from index.engines import choice, open_engine
from index.engines.conversion import AGREEMENT
from index.engines.openvino import DESCRIPTION, MODEL, WEIGHTS, OpenVinoEngine
from index.engines.pytorch import TorchEngine, load_model
from index.errors import EncoderUnavailable
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT

pytestmark = pytest.mark.integration

pytest.importorskip("openvino")

TEXTS = [
    "passage: Der Stadtrat hat die Straßenbahn beschlossen.",
    "query: Was kostet die Fähre?",
    "passage: Ja.",
    "passage: " + "The plant made 18,300 tonnes, 4.2 per cent more than a year before. " * 60,
    "passage: Завод откроется осенью. 工厂将于秋季开业。 ½ ﬁn 🚢",
    "",
]


WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] das werk wächst in linz wer leitet es ? .".replace(
    " ", "\n"
)


@pytest.fixture(scope="module")
def original() -> TorchEngine:
    """The default model as sentence-transformers runs it."""
    return TorchEngine(load_model(DEFAULT_ENCODER), DEFAULT_FINGERPRINT)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "cache"
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def small_model(tmp_path: Path) -> Path:
    """A model unlike the default: two layers, the first token's state, a dense layer behind it."""
    # Imported here: it takes seconds, and other tests need none of it.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
        Dense,
        Pooling,
        Transformer,
    )
    from transformers import BertConfig, BertModel, BertTokenizerFast  # noqa: PLC0415

    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "vocab.txt").write_text(WORDS, encoding="utf-8")
    BertTokenizerFast(str(inner / "vocab.txt"), do_lower_case=True).save_pretrained(inner)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = BertConfig(
        vocab_size=WORDS.count("\n") + 1, intermediate_size=64, max_position_embeddings=64, **shape
    )
    BertModel(config).save_pretrained(inner)
    model = SentenceTransformer(
        modules=[
            Transformer(str(inner), max_seq_length=48),
            Pooling(32, pooling_mode="cls"),
            Dense(32, 24),
        ],
        device="cpu",
    )
    model.save(str(tmp_path / "model"))
    return tmp_path / "model"


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    return np.sum(one * other, axis=-1) / lengths


def converted_in(cache: Path) -> list[Path]:
    return sorted(cache.glob("*-openvino-*"))


def test_both_engines_make_the_same_vectors(original: TorchEngine) -> None:
    converted = open_engine(DEFAULT_ENCODER, "openvino")
    assert converted.label.startswith("openvino ")
    assert original.label == "torch float32"
    assert converted.fingerprint == original.fingerprint
    assert converted.dimension == original.dimension
    assert converted.prompts == original.prompts
    assert cosines(converted.encode(TEXTS), original.encode(TEXTS)).min() > 0.9995


def test_both_engines_read_the_same_tokens(original: TorchEngine) -> None:
    converted = open_engine(DEFAULT_ENCODER, "openvino")
    assert converted.count_tokens(TEXTS) == original.count_tokens(TEXTS)
    heads = [("passage: ", text) for text in TEXTS]
    for one, other in zip(converted.read(heads), original.read(heads), strict=True):
        assert one.places.tolist() == other.places.tolist()
        assert one.states.shape == other.states.shape
        assert cosines(one.states, other.states).min() > 0.99
        assert cosines(one.whole, other.whole) > 0.9995


def test_the_fallback_agrees_too_at_the_precision_of_this_processor(original: TorchEngine) -> None:
    fallback = open_engine(DEFAULT_ENCODER, "torch")
    vectors = fallback.encode(TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert cosines(vectors, original.encode(TEXTS)).mean() > AGREEMENT


def test_a_model_with_other_parts_is_converted_whole(cache: Path, small_model: Path) -> None:
    found = open_engine(str(small_model))
    assert found.label.startswith("openvino ")
    other = TorchEngine(load_model(str(small_model)), "")
    texts = ["Das Werk wächst in Linz.", "Wer leitet es?", "das " * 100]
    assert found.dimension == 24
    assert cosines(found.encode(texts), other.encode(texts)).min() > 0.999
    assert [len(one.states) for one in found.read([("", text) for text in texts])] == [8, 6, 48]
    assert found.count_tokens(texts) == [6, 4, 100]
    (folder,) = converted_in(cache)
    assert json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))["cosine"] > AGREEMENT


def test_a_model_is_converted_once_and_anew_when_it_changes(
    cache: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_engine(str(small_model))
    with monkeypatch.context() as patch:
        patch.setattr(choice, "load_model", lambda _: pytest.fail("it was loaded again"))
        assert open_engine(str(small_model)).fingerprint == first.fingerprint
    weights = small_model / "model.safetensors"
    changed = bytearray(weights.read_bytes())
    changed[-4:] = np.float32(0.5).tobytes()
    weights.write_bytes(changed)
    assert open_engine(str(small_model)).fingerprint != first.fingerprint
    assert len(converted_in(cache)) == 2


@pytest.mark.parametrize("name", [MODEL, WEIGHTS, DESCRIPTION])
def test_a_damaged_conversion_is_made_anew(cache: Path, small_model: Path, name: str) -> None:
    before = open_engine(str(small_model)).encode(["Das Werk wächst."])
    (folder,) = converted_in(cache)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 0x10
    (folder / name).write_bytes(content)
    after = open_engine(str(small_model))
    assert after.label.startswith("openvino ")
    np.testing.assert_allclose(after.encode(["Das Werk wächst."]), before, atol=1e-3)
    assert OpenVinoEngine.load(folder).dimension == 24


def test_what_openvino_does_not_convert_torch_runs(
    cache: Path,
    small_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # A model that disagrees with itself: what it is compared with is something else.
    monkeypatch.setattr("index.engines.conversion._compare", lambda *_: 0.5)
    with caplog.at_level(logging.WARNING):
        assert open_engine(str(small_model)).label.startswith("torch ")
    assert "cosine of 0.5000" in caplog.text
    assert converted_in(cache) == []
    with pytest.raises(EncoderUnavailable, match="set the engine to torch"):
        open_engine(str(small_model), "openvino")
    assert list(cache.glob(".draft-*")) == []


def test_without_openvino_torch_runs_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    monkeypatch.setattr(choice.TorchEngine, "load", lambda name: f"torch for {name}")
    assert open_engine("some/model") == "torch for some/model"


def test_where_the_cache_cannot_be_written_torch_runs_the_model(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("FUNDSTELLE_CACHE", str(tmp_path / "file"))
    assert open_engine(str(small_model)).label.startswith("torch ")


def test_an_encoder_says_what_runs_it() -> None:
    assert encoder_named(DEFAULT_ENCODER).engine.startswith("openvino ")
    assert ModelEncoder(DEFAULT_ENCODER, "openvino").engine.startswith("openvino ")
