from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from index.config import SCHEMA, IndexConfig
from index.local import LocalStore
from index.weights import DEFAULT_ENCODER
from index.words import STEMMING


def test_by_default_it_is_the_built_in_encoder_and_this_version() -> None:
    config = IndexConfig()
    assert (config.encoder, config.schema, config.stemming) == (DEFAULT_ENCODER, SCHEMA, STEMMING)


def test_it_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        IndexConfig().dimension = 3  # type: ignore[misc]


def test_it_is_saved_with_the_index(tmp_path: Path) -> None:
    config = IndexConfig("some/encoder", "f00d", 12, passage_tokens=90)
    LocalStore.create(tmp_path, config).close()
    assert LocalStore.open(tmp_path).config == config


def test_an_index_keeps_what_it_was_built_with(tmp_path: Path) -> None:
    config = IndexConfig("some/encoder", "f00d", 12)
    LocalStore.create(tmp_path, config).close()
    assert LocalStore.create(tmp_path, replace(config, passage_tokens=90)).config == config
