import pytest

from index.config import IndexConfig
from index.encoding import SentenceTransformerEncoder, check_encoder, encoder_named
from index.errors import IndexMismatch
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT


def test_the_encoder_an_index_was_built_with_is_accepted() -> None:
    check_encoder(
        IndexConfig(DEFAULT_ENCODER, DEFAULT_FINGERPRINT, 384), encoder_named(DEFAULT_ENCODER)
    )


def test_another_encoder_is_refused_with_a_way_out() -> None:
    config = IndexConfig("some/encoder", "f00d", 12)
    with pytest.raises(IndexMismatch) as caught:
        check_encoder(config, encoder_named(DEFAULT_ENCODER))
    message = str(caught.value)
    assert "'some/encoder'" in message
    assert repr(DEFAULT_ENCODER) in message
    assert "leave --encoder out" in message
    assert f"fundstelle add --index NEW_DIR --encoder {DEFAULT_ENCODER}" in message


def test_other_weights_of_the_same_name_are_refused_with_a_way_out() -> None:
    config = IndexConfig(DEFAULT_ENCODER, "f00d", 384)
    with pytest.raises(IndexMismatch, match=r"other weights .* fundstelle add --index NEW_DIR"):
        check_encoder(config, encoder_named(DEFAULT_ENCODER))


def test_a_process_has_one_encoder_of_a_name() -> None:
    assert encoder_named(DEFAULT_ENCODER) is encoder_named(DEFAULT_ENCODER)
    assert encoder_named("some/encoder") is not encoder_named(DEFAULT_ENCODER)


def test_making_an_encoder_loads_no_model() -> None:
    assert SentenceTransformerEncoder("no/such-model").name == "no/such-model"
    assert encoder_named(DEFAULT_ENCODER).fingerprint == DEFAULT_FINGERPRINT


def test_no_texts_have_no_tokens() -> None:
    assert SentenceTransformerEncoder("no/such-model").count_tokens([]) == []
