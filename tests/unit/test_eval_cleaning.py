import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from eval.__main__ import main
from eval.cleaning.judging import Judged, judge, judge_all, judge_refused
from eval.cleaning.labels import (
    FIELDS,
    Labelled,
    Labels,
    LabelsInvalid,
    hash_labelled,
    load_labelled,
)
from eval.cleaning.tallies import format_faults, summarise_dirt, summarise_fields, summarise_forms
from index.records import Article, CleanArticle, Cut

SET = Path(__file__).parents[2] / "eval" / "sets" / "cleaning"


def make_labels(
    *sentences: str,
    boilerplate: tuple[tuple[str, str], ...] = (),
    either: tuple[str, ...] = (),
    **fields: str | tuple[str | None, ...] | None,
) -> Labelled:
    accepted = {name: fields.get(name) for name in FIELDS}
    labels = Labels(
        form="text",
        fields={n: v if isinstance(v, tuple) else (v,) for n, v in accepted.items()},
        sentences=sentences,
        either=either,
        boilerplate=boilerplate,
    )
    return Labelled("seen", Path("bad.txt"), labels)


def make_cleaned(text: str, *cuts: Cut, title: str = "") -> CleanArticle:
    return CleanArticle(Article(id="1", title=title, text=text), cuts)


def fates(judged: Judged) -> list[str]:
    return [sentence.fate for sentence in judged.sentences]


def test_sentences_are_kept_altered_or_lost() -> None:
    labelled = make_labels(
        "Das Bad öffnet im Mai.", "Der Eintritt kostet drei Euro fünfzig.", "Es regnet."
    )
    cleaned = make_cleaned("Das Bad öffnet im Mai.\n\nDer Eintritt kostet drei Euro")
    assert fates(judge(labelled, cleaned)) == ["kept", "altered", "lost"]


def test_white_space_soft_hyphens_and_bars_are_no_part_of_the_letter() -> None:
    labelled = make_labels("Rang | Verein | Punkte", "Der Vorstand schweigt.")
    cleaned = make_cleaned("Rang\tVerein  Punkte\nDer Vor\u00adstand\u00a0schweigt.")
    assert fates(judge(labelled, cleaned)) == ["kept", "kept"]


def test_changed_punctuation_is_an_alteration() -> None:
    labelled = make_labels("„Das Wasser ist kalt“, sagte sie.")
    assert fates(judge(labelled, make_cleaned('"Das Wasser ist kalt", sagte sie.'))) == ["altered"]


def test_lost_sentence_says_what_it_was_cut_for() -> None:
    labelled = make_labels("Foto: So heißt die Bar.", "Sie ist klein.")
    judged = judge(
        labelled, make_cleaned("Sie ist klein.", Cut("credit", "Foto: So heißt die Bar."))
    )
    assert judged.sentences[0].reason == "credit"


def test_boilerplate_is_gone_or_left_and_listed_where_the_cuts_account_for_it() -> None:
    dirt = (("share", "Teilen"), ("advert", "Anzeige"), ("related", "Lesen Sie auch"))
    labelled = make_labels("Das Bad öffnet.", boilerplate=dirt)
    judged = judge(labelled, make_cleaned("Das Bad öffnet.\nTeilen", Cut("advert", "Anzeige")))
    assert [(one.kind, one.gone, one.listed) for one in judged.pieces] == [
        ("share", False, False),
        ("advert", True, True),
        ("related", True, False),
    ]


def test_words_inside_the_articles_own_sentences_are_no_boilerplate() -> None:
    labelled = make_labels(
        "Die Anzeige kam per Post.", "Wir teilen alles.", boilerplate=(("advert", "Anzeige"),)
    )
    judged = judge(labelled, make_cleaned("Die Anzeige kam per Post. Wir teilen alles."))
    assert judged.pieces[0].gone


def test_each_occurrence_of_a_repeated_piece_counts_once() -> None:
    labelled = make_labels("A b.", boilerplate=(("share", "Teilen"), ("share", "Teilen")))
    judged = judge(labelled, make_cleaned("A b.\nTeilen"))
    assert sorted(piece.gone for piece in judged.pieces) == [False, True]


def test_short_pieces_are_whole_words_and_long_ones_may_be_glued() -> None:
    dirt = (("navigation", "Sport"), ("related", "Das könnte Sie auch interessieren"))
    labelled = make_labels("A b.", boilerplate=dirt)
    judged = judge(labelled, make_cleaned("A b. SportvereinDas könnte Sie auch interessierenX"))
    assert [piece.gone for piece in judged.pieces] == [True, False]


def test_own_share_counts_what_may_stay_and_strays_are_what_no_label_names() -> None:
    labelled = make_labels("Sie kam.", either=("Kiel",), title="Ankunft")
    judged = judge(labelled, make_cleaned("Ankunft\nKiel\nSie kam.\nxyz wvu"))
    assert (judged.stored, judged.own, judged.strays) == (23, 17, ("xyz wvu",))


@pytest.mark.parametrize(
    ("accepted", "got", "verdict"),
    [
        (("Bote",), "Bote", "right"),
        (("Bote", "bote.de"), "bote.de", "right"),
        ((None,), None, "right"),
        (("Bote", None), None, "right"),
        (("Bote",), "Kurier", "wrong"),
        (("Bote", None), "Kurier", "wrong"),
        ((None,), "Kurier", "invented"),
        (("Bote",), None, "missed"),
    ],
)
def test_fields_are_judged(accepted: tuple[str | None, ...], got: str | None, verdict: str) -> None:
    article = Article(id="1", title="", text="Text.", source=got)
    judged = judge(make_labels("Text.", source=accepted), CleanArticle(article))
    assert {fact.field: fact.verdict for fact in judged.facts}["source"] == verdict


def test_dates_and_unknown_languages_are_compared_as_labelled() -> None:
    article = Article(id="1", title="", text="Text.", published=date(2025, 3, 4))
    judged = judge(
        make_labels("Text.", published="2025-03-04", language="de"), CleanArticle(article)
    )
    verdicts = {fact.field: fact.verdict for fact in judged.facts}
    assert (verdicts["published"], verdicts["language"]) == ("right", "missed")


def test_refused_document_loses_all_and_cuts_nothing() -> None:
    labelled = make_labels("Text.", boilerplate=(("share", "Teilen"),), source="Bote")
    judged = judge_refused(labelled, "empty")
    assert (fates(judged), judged.pieces[0].gone, judged.problem) == (["lost"], False, "empty")
    assert Counter(fact.verdict for fact in judged.facts) == {"right": 5, "missed": 1}


def test_figures() -> None:
    labelled = make_labels(
        "Das Bad öffnet.", "Es regnet.", boilerplate=(("share", "abc"), ("credit", "abcdefghi"))
    )
    cleaned = make_cleaned("Das Bad öffnet.\nabcdefghi", Cut("share", "abc"))
    judged = [judge(labelled, cleaned)]
    assert summarise_forms(judged)["seen, text"] == {
        "documents": 1,
        "refused": 0,
        "sentences": 2,
        "kept": 0.5,
        "altered": 0,
        "lost": 1,
        "pieces": 2,
        "gone": 0.5,
        "letters gone": 0.25,
        "listed": 1.0,
        "own": 12 / 21,
    }
    assert summarise_forms(judged)["seen"] == summarise_forms(judged)["seen, text"]
    dirt = summarise_dirt(judged)
    assert {name: values["gone"] for name, values in dirt.items()} == {
        "seen, credit": 0.0,
        "seen, share": 1.0,
    }
    assert dirt["seen, credit"]["listed"] is None
    fields = summarise_fields(judged)
    assert fields["seen, title"] == {"right": 1, "wrong": 0, "invented": 0, "missed": 0}


def test_faults_are_told_and_faultless_documents_are_not() -> None:
    labelled = make_labels("Es regnet.", boilerplate=(("share", "Teilen"),), source="Bote")
    told = format_faults([judge(labelled, make_cleaned("Teilen"))])
    assert told.splitlines() == [
        "seen/bad  text",
        "  lost: Es regnet.",
        "  left (share): Teilen",
        "  source missed: (unknown), not Bote",
    ]
    assert format_faults([judge(make_labels("Text."), make_cleaned("Text."))]) == ""


# --- reading a set -----------------------------------------------------------------------------

LABELS = {
    "form": "row",
    "title": None,
    "source": ["Bote", None],
    "author": None,
    "url": None,
    "published": None,
    "language": "de",
    "sentences": ["Das Bad öffnet im Mai wieder."],
    "either": [],
    "boilerplate": {"share": ["Teilen"]},
}
ROW = {"text": "Das Bad öffnet im Mai wieder.\nTeilen", "language": "de"}


def write_document(folder: Path, **changes: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "bad.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    (folder / "bad.json").write_text(json.dumps(LABELS | changes), encoding="utf-8")
    return folder


def test_documents_are_read_with_the_name_of_their_folder(tmp_path: Path) -> None:
    write_document(tmp_path / "seen")
    [whole], [part] = load_labelled(tmp_path), load_labelled(tmp_path / "seen")
    assert whole == part
    assert (whole.split, whole.path.name) == ("seen", "bad.jsonl")
    assert whole.labels.fields["source"] == ("Bote", None)
    assert whole.labels.boilerplate == (("share", "Teilen"),)


def test_hash_changes_with_the_labels(tmp_path: Path) -> None:
    before = hash_labelled(load_labelled(write_document(tmp_path)))
    assert hash_labelled(load_labelled(write_document(tmp_path, form="text"))) != before


def test_set_without_labels_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LabelsInvalid, match="holds no labels"):
        load_labelled(tmp_path)


def test_labels_without_their_document_are_an_error(tmp_path: Path) -> None:
    (write_document(tmp_path) / "bad.jsonl").unlink()
    with pytest.raises(LabelsInvalid, match=r"bad\.json stands beside 0 documents"):
        load_labelled(tmp_path)


def test_labels_that_lack_a_field_are_an_error(tmp_path: Path) -> None:
    path = write_document(tmp_path) / "bad.json"
    path.write_text(json.dumps({"form": "row"}), encoding="utf-8")
    with pytest.raises(LabelsInvalid, match="cannot be read as labels"):
        load_labelled(tmp_path)


def test_documents_are_cleaned_as_users_files_are(tmp_path: Path) -> None:
    [judged] = judge_all(load_labelled(write_document(tmp_path)))
    assert fates(judged) == ["kept"]
    assert judged.pieces[0].gone
    assert {fact.verdict for fact in judged.facts} == {"right"}


def test_unreadable_document_is_refused(tmp_path: Path) -> None:
    (write_document(tmp_path) / "bad.jsonl").write_text("{", encoding="utf-8")
    [judged] = judge_all(load_labelled(tmp_path))
    assert judged.problem.startswith("broken JSON")


def test_verb_prints_tables_and_failures_and_writes_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_document(tmp_path / "seen", author="Ida Kern")
    out = tmp_path / "run.json"
    assert main(["cleaning", "--set", str(folder), "--failures", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "author missed: (unknown), not Ida Kern" in printed
    run = json.loads(out.read_text(encoding="utf-8"))
    assert run["measured"] == "cleaning"
    assert run["metrics"]["form"]["seen"]["kept"] == 1.0
    assert run["documents"][0]["name"] == "seen/bad"


# --- the set itself ----------------------------------------------------------------------------


def test_splits_are_of_equal_make_up() -> None:
    labelled = [one for one in load_labelled(SET) if one.split != "blind"]
    forms = Counter((one.split, one.labels.form) for one in labelled)
    made_of = {"page": 13, "text": 15, "markdown": 4, "row": 3, "other": 3}
    assert forms == {(s, f): n for s in ("seen", "held_out") for f, n in made_of.items()}
    languages = Counter(one.labels.fields["language"][0] for one in labelled)
    assert languages == {"de": 47, "en": 29}


@pytest.mark.parametrize("labelled", load_labelled(SET), ids=lambda one: one.path.stem)
def test_labels_account_for_all_that_is_visible(labelled: Labelled) -> None:
    labels = labelled.labels
    rest = squeeze(visible_text(labelled.path))
    required = [*labels.sentences, *labels.either, *(text for _, text in labels.boilerplate)]
    for text in sorted(map(squeeze, required), key=len, reverse=True):
        assert text in rest, text
        rest = rest.replace(text, "\0", 1)
    for title in filter(None, labels.fields["title"]):
        rest = rest.replace(squeeze(title), "\0")
    assert not re.findall(r"\w{3,}", rest)


def squeeze(text: str) -> str:
    return re.sub(r"[\s|\u00ad]+", "", text)


def visible_text(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".html":
        text = content.decode("cp1252" if b"windows-1252" in content else "utf-8")
    else:
        text = content.decode("utf-8")
    if path.suffix == ".jsonl":
        return str(json.loads(text)["text"])
    if path.suffix == ".md":
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        text = MarkdownIt("commonmark").enable("table").render(body)
    elif path.suffix == ".txt":
        return text
    tree = html.fromstring(f"<div>{text}</div>" if "<html" not in text.lower() else text)
    for element in tree.xpath("//script | //style | //template | //title"):
        element.drop_tree()
    return str(tree.text_content())
