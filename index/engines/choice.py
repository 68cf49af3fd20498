"""Which engine runs a model on this machine."""

import hashlib
import logging
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

from index.engines.conversion import LAYOUT, ConversionFailed, convert
from index.engines.openvino import ConversionDamaged, OpenVinoEngine
from index.engines.processor import computes_bfloat16, is_x86_or_arm, may_have_cuda
from index.engines.protocol import Engine
from index.engines.pytorch import TorchEngine, fingerprint_of, load_model
from index.errors import EncoderUnavailable
from index.user_cache import cache_folder, make_folder
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT

AUTO, OPENVINO, TORCH = "auto", "openvino", "torch"
ENGINES = (AUTO, OPENVINO, TORCH)
"""What can be asked for."""

_log = logging.getLogger(__name__)


def open_engine(name: str, wanted: str = AUTO) -> Engine:
    """Load a model with the engine that is wanted, or with the best for this machine.

    A model is converted for OpenVINO when it is first used on a machine, which takes seconds; what
    comes of it is kept in the user's cache directory, checked by its hash, and made anew when the
    model's files change.

    Args:
        name: The model: built in, a hub name or a folder.
        wanted: ``openvino``, ``torch``, or ``auto``: torch where there is a CUDA device, or else
            OpenVINO where it can run the model, or else torch.

    Raises:
        EncoderUnavailable: The model cannot be loaded, or not with the engine that is wanted.
    """
    if wanted == TORCH or (wanted == AUTO and not _suits_openvino()):
        return TorchEngine.load(name)
    try:
        return _open_converted(name)
    except (ConversionFailed, ImportError, OSError) as error:
        if wanted == OPENVINO:
            raise EncoderUnavailable(
                f"OpenVINO does not run the encoder {name!r}: {error}; set the engine to torch."
            ) from error
        _log.warning("OpenVINO does not run the encoder %r (%s); torch does.", name, error)
        return TorchEngine.load(name)


def foretell_engine(wanted: str = AUTO) -> str:
    """Return what would run a model, as far as can be told without loading it.

    Args:
        wanted: As for :func:`open_engine`.
    """
    precision = "bfloat16" if computes_bfloat16() else "float32"
    if wanted == OPENVINO or (wanted == AUTO and _may_suit_openvino() and not may_have_cuda()):
        return f"{OPENVINO} {precision}"
    return f"{TORCH} {precision}"


def _may_suit_openvino() -> bool:
    return is_x86_or_arm() and find_spec("openvino") is not None


def _suits_openvino() -> bool:
    if not _may_suit_openvino():
        return False
    if may_have_cuda():
        import torch  # noqa: PLC0415 - takes seconds

        return not torch.cuda.is_available()
    return True


def _open_converted(name: str) -> Engine:
    if folder := _converted_folder(name):
        try:
            return OpenVinoEngine.load(folder)
        except ConversionDamaged:
            shutil.rmtree(folder, ignore_errors=True)
    model = load_model(name).to("cpu")
    folder = folder or _converted_folder(name)  # where it was not on this machine, it is now
    if folder is None:
        raise ConversionFailed("the place of its files is not known")
    fingerprint = fingerprint_of(name, model)
    make_folder(folder, lambda draft: convert(model, fingerprint, draft))
    return OpenVinoEngine.load(folder)


def _converted_folder(name: str) -> Path | None:
    """Return where a model's conversion is kept; None where the model is not on this machine."""
    if name == DEFAULT_ENCODER:
        key = DEFAULT_FINGERPRINT
    else:
        files = _model_folder(name)
        if files is None:
            return None
        key = _describe_files(files)
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", Path(name).name)[:60]
    return cache_folder() / f"{plain}-{key[:12]}-openvino-{LAYOUT}"


def _model_folder(name: str) -> Path | None:
    """Return the folder that holds a model's files, if they are on this machine."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - takes half a second
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None


def _describe_files(folder: Path) -> str:
    """Return a hash of what files there are, how large and how old: hashing them takes seconds."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            stat = path.stat()
            line = f"{path.relative_to(folder).as_posix()} {stat.st_size} {stat.st_mtime_ns}\n"
            digest.update(line.encode())
    return digest.hexdigest()
