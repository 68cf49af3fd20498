"""The documents name what there is: files, links, settings, variables, fields of the JSON."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from index.records import Article
from rag import Answer, Settings, answer_to_json, hits_to_json
from rag.config import _OTHER_VARIABLES

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT)
    for folder in (ROOT, ROOT / "docs", ROOT / "docs" / "adr", ROOT / "eval", ROOT / "eval/peers")
    for path in folder.glob("*.md")
)
HOME = re.compile(r"`((?:rag|index|ui|eval|tests|docs)/[\w./-]+\.\w+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#([^)\s]+))?\)|\]\(#([^)\s]+)\)")


def read(page: Path | str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_files_and_links_are_there(page: Path) -> None:
    text = read(page)
    assert [name for name in HOME.findall(text) if not (ROOT / name).is_file()] == []
    for target, anchor, own in LINK.findall(text):
        if target.startswith(("http://", "https://")):
            continue
        place = page.parent / target if target else page
        assert (ROOT / place).exists(), target
        if anchor or own:
            assert (anchor or own) in anchors(place), anchor or own


def test_settings_are_all_explained() -> None:
    told = read("docs/settings.md")
    for name in [one.name for one in fields(Settings)]:
        assert f"`{name}`" in told, name
    for variable in _OTHER_VARIABLES - {"FUNDSTELLE_CHROMIUM"}:
        assert f"`{variable}`" in told, variable


def test_shapes_name_every_field() -> None:
    told = read("docs/shapes.md")
    answer = Answer("Wo?", "de", (), (), abstained=True)
    for name in (*answer_to_json(None, answer), *hits_to_json(None, "Wo?", [])):
        assert f'"{name}"' in told, name
    for name in [one.name for one in fields(Article)]:
        assert name in told, name


def test_the_readme_is_short() -> None:
    assert len(read("README.md").splitlines()) < 150
