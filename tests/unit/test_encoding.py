from pathlib import Path

import pytest

from index.config import IndexConfig
from index.encoding import ModelEncoder, check_encoder, encoder_named
from index.engines import choice, foretell_engine, processor
from index.errors import IndexMismatch
from index.weights import DEFAULT_ENCODER, DEFAULT_FINGERPRINT


def test_the_encoder_an_index_was_built_with_is_accepted() -> None:
    check_encoder(
        IndexConfig(DEFAULT_ENCODER, DEFAULT_FINGERPRINT, 384), encoder_named(DEFAULT_ENCODER)
    )


def test_another_encoder_is_refused_with_a_way_out() -> None:
    config = IndexConfig("some/encoder", "f00d", 12)
    with pytest.raises(IndexMismatch) as caught:
        check_encoder(config, encoder_named(DEFAULT_ENCODER))
    message = str(caught.value)
    assert "'some/encoder'" in message
    assert repr(DEFAULT_ENCODER) in message
    assert "leave --encoder out" in message
    assert f"fundstelle add --index NEW_DIR --encoder {DEFAULT_ENCODER}" in message


def test_other_weights_of_the_same_name_are_refused_with_a_way_out() -> None:
    config = IndexConfig(DEFAULT_ENCODER, "f00d", 384)
    with pytest.raises(IndexMismatch, match=r"other weights .* fundstelle add --index NEW_DIR"):
        check_encoder(config, encoder_named(DEFAULT_ENCODER))


def test_a_process_has_one_encoder_of_a_name() -> None:
    assert encoder_named(DEFAULT_ENCODER) is encoder_named(DEFAULT_ENCODER)
    assert encoder_named("some/encoder") is not encoder_named(DEFAULT_ENCODER)


def test_making_an_encoder_loads_no_model() -> None:
    assert ModelEncoder("no/such-model").name == "no/such-model"
    assert encoder_named(DEFAULT_ENCODER).fingerprint == DEFAULT_FINGERPRINT


def test_no_texts_have_no_tokens() -> None:
    assert ModelEncoder("no/such-model").count_tokens([]) == []


@pytest.mark.parametrize(
    ("wanted", "installed", "flags", "cuda", "foretold"),
    [
        ("auto", True, {"avx512_bf16"}, False, "openvino bfloat16"),
        ("auto", True, {"avx2"}, False, "openvino float32"),
        ("auto", False, {"amx_bf16"}, False, "torch bfloat16"),
        ("auto", True, {"avx2"}, True, "torch float32"),
        ("torch", True, {"avx2"}, False, "torch float32"),
        ("openvino", True, {"avx2"}, True, "openvino float32"),
    ],
)
def test_which_engine_it_will_be_is_told_without_loading_a_model(
    monkeypatch: pytest.MonkeyPatch,
    wanted: str,
    installed: bool,
    flags: set[str],
    cuda: bool,
    foretold: str,
) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: object() if installed else None)
    monkeypatch.setattr(choice, "may_have_cuda", lambda: cuda)
    monkeypatch.setattr(choice, "is_x86_or_arm", lambda: True)
    monkeypatch.setattr(processor, "cpu_flags", lambda: frozenset(flags))
    assert foretell_engine(wanted) == foretold
    assert ModelEncoder("no/such-model", wanted).engine == foretold


def test_cpu_flags_are_read_as_linux_lists_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = tmp_path / "cpuinfo"
    listed.write_text("model name\t: Some CPU flags\nflags\t\t: fpu avx2 avx512_bf16\n\n" * 2)
    monkeypatch.setattr(processor, "_CPU_INFO", listed)
    assert processor.cpu_flags() == {"fpu", "avx2", "avx512_bf16"}
    assert processor.computes_bfloat16()
    monkeypatch.setattr(processor, "_CPU_INFO", tmp_path / "none")
    assert not processor.computes_bfloat16()


def test_threads_are_limited_as_the_user_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, limit in (("2", 2), ("", None), ("0", None), ("all", None)):
        monkeypatch.setenv("OMP_NUM_THREADS", said)
        assert processor.thread_limit() == limit
