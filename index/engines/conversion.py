"""A sentence-transformers model becomes one that OpenVINO runs: once, checked, kept in the cache.

The whole of the model is converted: transformer, pooling and what else its makers put behind them.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.engines.library import import_openvino
from index.engines.openvino import (
    MODEL,
    TOKENIZER,
    Description,
    OpenVinoEngine,
    digest_files,
)
from index.engines.pytorch import prompts_of
from index.errors import EncoderUnavailable
from index.records import Vectors

if TYPE_CHECKING:
    import openvino
    from sentence_transformers import SentenceTransformer

LAYOUT = 1
"""Counts up when what is written here changes, so that an older folder is not taken for new."""

AGREEMENT = 0.998
"""The least mean cosine between the vectors of a converted model and its original's."""

# Of several lengths, as padding and long texts are where a conversion goes wrong.
_PROBES = (
    "Ja.",
    "Wie viel kostet die neue Fähre?",
    "The harbour board approved a second quay on Tuesday.",
    "Der Stadtrat hat den Bau der Straßenbahn mit 31 zu 12 Stimmen beschlossen, die Arbeiten "
    "sollen im Frühjahr beginnen und drei Jahre dauern.",
    "Output rose by 4.2 per cent to 18,300 tonnes, the plant said; it expects a further increase. "
    * 6,
    "L'usine emploiera quatre cents personnes. Завод откроется осенью. 工厂将于秋季开业。",
)


class ConversionFailed(EncoderUnavailable):
    """OpenVINO cannot run this model, or not well enough."""


def convert(model: "SentenceTransformer", fingerprint: str, folder: Path) -> None:
    """Convert a loaded model, compare what both make of some texts, and write it into a folder.

    Args:
        model: The model, at full precision, on the CPU.
        fingerprint: Hash of its weights.
        folder: An empty folder.

    Raises:
        ConversionFailed: It has parts that OpenVINO does not know, or the vectors disagree.
        OSError: The folder cannot be written.
    """
    openvino = import_openvino()

    try:
        openvino.save_model(_translate(model), folder / MODEL, compress_to_fp16=True)
    except (RuntimeError, TypeError, ValueError, NotImplementedError) as error:
        raise ConversionFailed(f"OpenVINO cannot convert it ({_first_line(error)})") from error
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER), pretty=False)
    draft = _describe(model, fingerprint, folder)
    cosine = _compare(model, OpenVinoEngine(folder, draft))
    if cosine < AGREEMENT:
        raise ConversionFailed(f"its vectors would agree to a cosine of {cosine:.4f} only")
    replace(draft, cosine=round(cosine, 6)).write(folder)


def _translate(model: "SentenceTransformer") -> "openvino.Model":
    """Return the model as OpenVINO's, with token states and sentence vectors as its outputs."""
    import torch  # noqa: PLC0415 - takes seconds

    # The converter that OpenVINO recommends sends its makers a report of each use; what it rests
    # on does not.
    from openvino.frontend import FrontEndManager  # noqa: PLC0415
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: PLC0415

    class Both(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, ...]:
            read = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return read["token_embeddings"], read["sentence_embedding"]

    ids = torch.arange(32).reshape(2, 16) % 5  # in any vocabulary
    example = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    with _quiet(), torch.no_grad():
        traced = TorchScriptPythonDecoder(Both().eval(), example_input=example)
        frontend = FrontEndManager().load_by_framework("pytorch")
        return frontend.convert(frontend.load(traced))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep tracing from telling the user what only its developers can make use of."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _describe(model: "SentenceTransformer", fingerprint: str, folder: Path) -> Description:
    transformer = model[0]
    return Description(
        fingerprint=fingerprint,
        dimension=int(model.get_embedding_dimension() or 0),
        max_tokens=int(model.max_seq_length or 512),
        padding=int(model.tokenizer.pad_token_id or 0),
        lower_case=bool(getattr(transformer, "do_lower_case", False)),
        prompts=prompts_of(model),
        cosine=0.0,
        digests=digest_files(folder),
    )


def _compare(model: "SentenceTransformer", engine: OpenVinoEngine) -> float:
    """Return the mean cosine between what both make of a few texts."""
    right: Vectors = model.encode(
        list(_PROBES), prompt="", normalize_embeddings=True, show_progress_bar=False
    )
    return float(np.mean(np.sum(right * engine.encode(_PROBES), axis=1)))


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
