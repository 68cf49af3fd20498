"""What runs a model: the Engine protocol, which all engines fulfil."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from index.pooling import Reading
from index.records import Vectors


class Engine(Protocol):
    """Runs one encoder model. Safe to use from several threads.

    Engines differ in speed, not in what they find: their vectors of a text agree to a cosine of
    0.998 at least, which is tested before an engine is used (see :mod:`index.engines.conversion`).
    """

    @property
    def label(self) -> str:
        """What runs the model and at which precision, such as ``openvino bf16``."""

    @property
    def fingerprint(self) -> str:
        """A hash of the model's weights."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def prompts(self) -> Mapping[str, str]:
        """What the model wants to read before a text, by role: ``query``, ``document``."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special tokens."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the texts' unit vectors, shape ``(len(texts), dimension)``."""

    def read(self, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read texts token by token, each behind the head that is given before it.

        Places count from where the head ends. Tokens past the model's reach are left out.
        """
