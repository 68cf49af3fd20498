"""What an index was built with: saved in it, checked on opening."""

from dataclasses import dataclass

from index.reprints import SIGNING
from index.weights import DEFAULT_ENCODER
from index.words import STEMMING

SCHEMA = 6
"""Counts up when the layout of the database changes."""


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """The settings that the contents of an index depend on.

    Attributes:
        encoder: Name of the encoder: built in, a hub name or a folder.
        fingerprint: Hash of its weights.
        dimension: Length of its vectors.
        passage_tokens: Target length of a passage, in the encoder's tokens.
        stemming: Version of the stemming rules.
        signing: Version of the signatures by which reprints are found.
        schema: Version of the database's layout.
    """

    encoder: str = DEFAULT_ENCODER
    fingerprint: str = ""
    dimension: int = 0
    passage_tokens: int = 200
    stemming: int = STEMMING
    signing: int = SIGNING
    schema: int = SCHEMA
