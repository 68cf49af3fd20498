"""The contenders by name: how each is made, and what must be installed for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eval.peers import chroma_peer, haystack_peer, llamaindex_peer, txtai_peer
from eval.peers.protocol import Peer, PeerMissing

OWN = "fundstelle"

_EXTRA = "pip install -e '.[peers]'"
# Its bound on pystemmer (<3) is too narrow for ours; it works with 3 all the same.
_BM25 = "llama-index-retrievers-bm25"
_MEND = {_BM25: f"pip install --no-deps {_BM25}==0.8.0"}

_CHROMA = ("chromadb",)
_TXTAI = ("txtai",)
_LLAMAINDEX = ("llama-index-core", "llama-index-embeddings-huggingface")
_HAYSTACK = ("haystack-ai", "sentence-transformers-haystack")


@dataclass(frozen=True, slots=True)
class Entry:
    """A peer that can be measured.

    Attributes:
        packages: What must be installed for it.
        make: Makes it from the folder of the model and the language that most answers are in.
    """

    packages: tuple[str, ...]
    make: Callable[[Path, str], Peer]


ROSTER: Mapping[str, Entry] = {
    "chroma-dense": Entry(_CHROMA, chroma_peer.dense),
    "txtai-dense": Entry(_TXTAI, txtai_peer.dense),
    "txtai-hybrid": Entry(_TXTAI, txtai_peer.hybrid),
    "llamaindex-dense": Entry(_LLAMAINDEX, llamaindex_peer.dense),
    "llamaindex-hybrid": Entry((*_LLAMAINDEX, "bm25s", _BM25), llamaindex_peer.hybrid),
    "haystack-dense": Entry(_HAYSTACK, haystack_peer.dense),
    "haystack-hybrid": Entry(_HAYSTACK, haystack_peer.hybrid),
}


def choose(only: Sequence[str] = ()) -> list[str]:
    """Return the names of the contenders chosen, in the roster's order.

    Args:
        only: Names such as ``txtai-hybrid``, or of libraries such as ``txtai``; none chooses all.

    Raises:
        PeerMissing: There is no contender of a name.
    """
    known = [OWN, *ROSTER]
    for name in only:
        if not any(_is_called(contender, name) for contender in known):
            raise PeerMissing(f"There is no contender {name!r}; there are: {', '.join(known)}.")
    return [one for one in known if not only or any(_is_called(one, name) for name in only)]


def check_installed(name: str) -> None:
    """Make sure that a contender's packages are installed.

    Raises:
        PeerMissing: One is not; the message says how to install it.
    """
    if name != OWN:
        versions(name)


def versions(name: str) -> dict[str, str]:
    """Return the versions of a peer's packages.

    Raises:
        PeerMissing: One is not installed.
    """
    return {package: _version(package, name) for package in ROSTER[name].packages}


def _is_called(contender: str, name: str) -> bool:
    return name in (contender, contender.partition("-")[0])


def _version(package: str, name: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        raise PeerMissing(
            f"{package}, which {name} needs, is not installed; run: {_MEND.get(package, _EXTRA)}"
        ) from None
