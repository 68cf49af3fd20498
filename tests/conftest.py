"""What all tests have in common: no test finds what another, or the user, has encoded before."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def no_vectors_kept() -> Iterator[None]:
    """Keep nothing in the user's cache; processes that tests start inherit that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUNDSTELLE_CACHE_MB", "0")
        yield
