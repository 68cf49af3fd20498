from pathlib import Path

import pytest

from index.errors import SettingInvalid
from rag import FundstelleError, Settings, load_settings


def test_where_nothing_is_set_the_defaults_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environment={}) == Settings()


def test_arguments_beat_environment_beats_file_beats_defaults(tmp_path: Path) -> None:
    file = tmp_path / "fundstelle.toml"
    file.write_text('hits = 7\nstatements = 2\nindex = "from-file"\n')
    environment = {"FUNDSTELLE_HITS": "8", "FUNDSTELLE_STATEMENTS": "4", "HOME": "/"}
    settings = load_settings({"hits": 9, "encoder": None}, environment, file)
    assert settings == Settings(hits=9, statements=4, index=Path("from-file"))


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"FUNDSTELLE_HIST": "3"}, "hist"),
        ({"FUNDSTELLE_HITS": "many"}, "hits"),
        ({"FUNDSTELLE_HITS": "0"}, "hits"),
        ({"FUNDSTELLE_THRESHOLD": "1.5"}, "threshold"),
        ({"FUNDSTELLE_CACHE_MB": "-1"}, "cache_mb"),
    ],
)
def test_bad_settings_are_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(FundstelleError, match=named):
        load_settings(environment=environment)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("hits = 3.9", "a whole number, not 3.9"),
        ("llm_seconds = 1.5", "a whole number, not 1.5"),
        ("candidates = inf", "a whole number, not inf"),
        ("statements = true", "a whole number, not True"),
        ("cache_mb = false", "a whole number, not False"),
        ("threshold = true", "a number, not True"),
        ("hits = [3]", r"a whole number, not \[3\]"),
    ],
)
def test_a_number_is_not_made_of_what_is_none(tmp_path: Path, line: str, wanted: str) -> None:
    file = tmp_path / "fundstelle.toml"
    file.write_text(line)
    name = line.partition(" ")[0]
    with pytest.raises(SettingInvalid, match=rf"setting {name} \(.*\) must be {wanted}\."):
        load_settings(environment={}, file=file)


def test_a_variable_is_named_as_it_is_written_with_the_setting_that_it_may_mean() -> None:
    said = r"Unknown setting 'thresholds' \(environment variable FUNDSTELLE_THRESHOLDS\)"
    with pytest.raises(SettingInvalid, match=rf"{said}; threshold comes closest, of index, "):
        load_settings(environment={"FUNDSTELLE_THRESHOLDS": "0.3"})
    with pytest.raises(SettingInvalid, match=r"\(environment variable FUNDSTELLE_HITS\) must be a"):
        load_settings(environment={"FUNDSTELLE_HITS": "many"})
    with pytest.raises(SettingInvalid, match=r"FUNDSTELLE_ZZZ\); there are index, encoder, .*\.$"):
        load_settings(environment={"FUNDSTELLE_ZZZ": "1"})


def test_numbers_may_be_written_as_text_and_whole_ones_with_a_point(tmp_path: Path) -> None:
    file = tmp_path / "fundstelle.toml"
    file.write_text("statements = 2.0\nthreshold = 1\n")
    settings = load_settings(environment={"FUNDSTELLE_HITS": " 7 "}, file=file)
    assert (settings.hits, settings.statements, settings.threshold) == (7, 2, 1.0)
    assert isinstance(settings.statements, int)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("hits = = 3")
    with pytest.raises(FundstelleError, match=r"own\.toml"):
        load_settings(environment={"FUNDSTELLE_CONFIG": str(file)})


def test_a_cache_of_nothing_may_be_asked_for() -> None:
    assert load_settings(environment={"FUNDSTELLE_CACHE_MB": "0"}).cache_bytes == 0
    assert load_settings(environment={"FUNDSTELLE_CACHE_MB": "7"}).cache_bytes == 7_000_000


def test_an_engine_that_there_is_not_is_refused_with_those_there_are() -> None:
    assert load_settings(environment={"FUNDSTELLE_ENGINE": "torch"}).engine == "torch"
    with pytest.raises(SettingInvalid, match="auto, openvino, torch"):
        load_settings(environment={"FUNDSTELLE_ENGINE": "onnx"})


def test_the_settings_of_a_language_model(tmp_path: Path) -> None:
    file = tmp_path / "fundstelle.toml"
    file.write_text('llm = "http://localhost:11434/v1"\nllm_model = "small"\nllm_seconds = 5\n')
    environment = {"FUNDSTELLE_LLM_MODEL": "large", "FUNDSTELLE_LLM_CONTEXT": "8192"}
    settings = load_settings({"llm": "model.gguf"}, environment, file)
    assert (settings.llm, settings.llm_model) == ("model.gguf", "large")
    assert (settings.llm_seconds, settings.llm_context) == (5, 8192)
    assert load_settings({"llm": ""}, environment, file).llm == ""
    for name in ("LLM_SECONDS", "LLM_CONTEXT"):
        with pytest.raises(SettingInvalid, match=name.lower()):
            load_settings(environment={f"FUNDSTELLE_{name}": "0"})


def test_the_key_is_no_setting(tmp_path: Path) -> None:
    settings = load_settings(environment={"FUNDSTELLE_LLM_KEY": "sk-secret"})
    assert "sk-secret" not in repr(settings)
    file = tmp_path / "fundstelle.toml"
    file.write_text('llm_key = "sk-secret"\n')
    with pytest.raises(SettingInvalid, match="Unknown setting 'llm_key'") as raised:
        load_settings(environment={}, file=file)
    assert "sk-secret" not in str(raised.value)
