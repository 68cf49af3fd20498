"""The real encoder, loaded once for all integration tests."""

import pytest

from index.encoding import SentenceTransformerEncoder, encoder_named
from index.weights import DEFAULT_ENCODER


@pytest.fixture(scope="session")
def encoder() -> SentenceTransformerEncoder:
    return encoder_named(DEFAULT_ENCODER)
