"""The direct answer: who says it, who agrees, and who says otherwise."""

import re
from datetime import date

import numpy as np
import pytest

from index.records import Article, Hit, Passage, Sentence
from rag.answering.citing import Citer
from rag.answering.replies import dates_differ, describe_differences, describe_origin
from rag.findings import find_accords, newest_first
from rag.questions import Question
from rag.records import AnswerSpan, Evidence


def say(
    article: str,
    text: str,
    answer: str,
    score: float = 1.0,
    language: str = "de",
    published: date | None = None,
    overlap: float = 0.8,
) -> Evidence:
    """Return evidence whose words ``answer`` are marked."""
    lead = "Vorspann. "
    whole = Article(article, "", lead + text, None, f"{article}.de", published, language)
    sentence = Sentence(article, 1, len(lead), len(whole.text), text)
    start = whole.text.index(answer)
    hit = Hit(Passage(article, 0, 0, len(whole.text), whole.text), whole, score, 1, ())
    return Evidence(
        whole, sentence, hit, score, AnswerSpan(start, start + len(answer), overlap, 1.0)
    )


def ask(text: str) -> Question:
    vector = np.ones(4, np.float32) / 2
    return Question(text, "de", tuple(text.split()), vector, vector[None], vector[:1])


RISE, PRICE, COUNT, WHO, WHERE, HOW = map(
    ask,
    (
        "Um wie viel Prozent stieg sie?",
        "Wie viel kostet das?",
        "Wie viele Menschen kamen?",
        "Wer leitet das Werk?",
        "Wo baut die Werft?",
        "Welche Farbe hat es?",
    ),
)


def accords(question: Question, *evidence: Evidence) -> list[list[str]]:
    return [[one.text for one in accord] for accord in find_accords(question, evidence)]


def test_rounded_and_exact_figures_in_two_languages_agree() -> None:
    assert accords(
        RISE,
        say("a", "Die Aktie stieg um 9,16 Prozent.", "9,16"),
        say("b", "The stock rose 9.2 per cent.", "9.2", language="en"),
    ) == [["9,16 Prozent", "9.2 per cent"]]


def test_others_stand_beside_it_and_a_bound_is_no_exact_figure() -> None:
    assert accords(
        RISE,
        say("a", "Die Aktie stieg um 9,16 Prozent.", "9,16"),
        say("b", "Die Aktie legte um bis zu 7,2 % zu.", "7,2 %", 0.95),
    ) == [["9,16 Prozent"], ["bis zu 7,2 %"]]


@pytest.mark.parametrize(
    "other",
    [
        say("a", "Der Umsatz stieg um 8 Prozent.", "8", 0.95),  # the same article
        say("b", "Der Umsatz stieg um 8 Prozent.", "8", 0.6),  # answers much less well
        say("b", "Der Umsatz stieg um 80 Prozent.", "80", 0.95),  # far too much to be the same
        say("b", "Der Umsatz stieg um 4 Millionen Euro.", "4", 0.95),  # another kind of thing
    ],
)
def test_what_is_about_something_else_is_left_out(other: Evidence) -> None:
    best = say("a", "Die Aktie stieg um 9,16 Prozent.", "9,16")
    assert accords(RISE, best, other) == [["9,16 Prozent"]]


def test_an_amount_in_two_currencies_is_one_and_agrees_with_either() -> None:
    assert accords(
        PRICE,
        say("a", "Geplant sind 380 Milliarden Yuan (rund 53 Mrd. Dollar) für KI.", "380"),
        say("b", "It spends 53 billion dollars.", "53", 0.9, "en"),
    ) == [["380 Milliarden Yuan (rund 53 Mrd. Dollar)", "53 billion dollars"]]


def test_an_article_is_heard_once() -> None:
    assert accords(
        COUNT,
        say("a", "Es kamen 400 Gäste.", "400"),
        say("a", "Mit 400 Gästen war es voll.", "400", 0.9),
    ) == [["400"]]


def test_names_lead_only_where_the_reader_is_sure() -> None:
    sure = say("a", "Das Werk leitet Ladina Caflurin.", "Ladina Caflurin")
    unsure = say("a", "Das Werk leitet Ladina Caflurin.", "Ladina Caflurin", overlap=0.4)
    other = say("b", "Caflurin führt es.", "Caflurin", 0.9)
    assert accords(WHO, sure, other) == [["Ladina Caflurin", "Caflurin"]]
    assert accords(WHO, unsure) == []
    assert accords(HOW, sure) == []


def test_a_name_that_is_marked_from_its_second_word_on_is_told_whole() -> None:
    text = "Das sagte Umai Caflurin, die das Werk in Ostrup leitet."
    assert accords(WHO, say("a", text, "Caflurin")) == [["Umai Caflurin"]]
    assert accords(WHO, say("a", text, "Ostrup leitet")) == []  # that is where, not who


def test_what_several_articles_say_leads_before_what_one_says() -> None:
    assert accords(
        PRICE,
        say("a", "Die Welt steckt 4 Billionen Dollar in KI.", "4 Billionen Dollar"),
        say("b", "Alibaba steckt 53 Milliarden Dollar in KI.", "53", 0.9),
        say("c", "Alibaba plans 53 billion dollars.", "53", 0.85, "en"),
        say("d", "Es sind 53 Mrd. Dollar.", "53", 0.8),
    ) == [["53 Milliarden Dollar", "53 billion dollars", "53 Mrd. Dollar"]]


def test_the_one_figure_of_a_sentence_is_meant_whatever_words_are_marked() -> None:
    best = say("a", "Das Papier schloss bei 174 Punkten, 9,16 Prozent im Plus.", "Das Papier")
    assert accords(RISE, best) == [["9,16 Prozent"]]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Grünen haben 46 der 87 Sitze.", "de"),
        ("The Greens hold 46 of the 87 seats.", "en"),
    ],
)
def test_of_a_whole_and_its_part_the_part_is_told(text: str, language: str) -> None:
    assert accords(COUNT, say("a", text, "87", language=language)) == [["46"]]


@pytest.mark.parametrize(
    ("question", "text", "taken", "told"),
    [
        (
            "Was kostet der Platz?",
            "Der Platz wird von 270 auf 295 Franken erhöht.",
            "270",
            "295 Franken",
        ),
        (
            "Was kostete der Platz zuvor?",
            "Der Platz wird von 270 auf 295 Franken erhöht.",
            "295",
            "270",
        ),
        ("Was kostet der Platz?", "It was raised from $5 to $7 in May.", "$5", "$7"),
        (
            "Was kostet der Platz?",
            "Er sank von 9 Euro auf nur noch 7 Euro.",
            "9 Euro",
            "7 Euro",
        ),
        ("Was kostet der Platz?", "It was cut from $9 to just under $7.", "$9", "just under $7"),
        ("Was kostet der Platz?", "Es kam von 5 Euro, dann auf 7 Euro.", "5 Euro", "5 Euro"),
        (
            "Wie warm wird es am Samstag?",
            "Am Samstag wird es 4 bis 7 Grad warm, in der Nacht sind es nur -3 Grad.",
            "-3 Grad",
            "4 bis 7 Grad",
        ),
        (
            "Wie warm wird es in der Nacht?",
            "Am Samstag wird es 4 bis 7 Grad warm, in der Nacht sind es nur -3 Grad.",
            "-3 Grad",
            "-3 Grad",
        ),
        (
            "Wie viel Geld bekam Westrup?",
            "In Ostrup waren es 61 Euro Geld, in Westrup 43 Euro.",
            "61 Euro",
            "43 Euro",
        ),
        (
            "Wie viel Geld bekam Ostrup?",
            "In Ostrup waren es 61 Euro Geld, in Westrup 43 Euro.",
            "61 Euro",
            "61 Euro",
        ),
        (
            "Wie viel Geld bekam Westrup?",
            "Geld gab es genug, 43 Euro, wie es in Westrup hieß, am Ende 61 Euro.",
            "61 Euro",
            "61 Euro",
        ),
        (
            "Wie viel Geld bekam Kale?",
            "Dunmore was given £61m, while Kale got £43m.",
            "£61m",
            "£43m",
        ),
        (
            "Wie viele arbeiten in Ostrup?",
            "It employs 900 people, 400 of them in Ostrup.",
            "900",
            "400",
        ),
        (
            "Wie viele wurden schwer verletzt?",
            "12 Menschen wurden verletzt, davon 4 schwer.",
            "4",
            "4",
        ),
        ("Wie viele wurden schwer verletzt?", "It hurt 12 people, 4 of them badly.", "4", "4"),
        (
            "Wie viele rote Boote kamen nach Ostrup?",
            "Es kamen weitere 20 rote Boote nach Ostrup, womit es 300 sind.",
            "300",
            "300",
        ),
        (
            "Wie hoch ist der Schaden?",
            "Der Schaden liegt bei 50 Millionen Euro, allein an Schulen bei 6 Millionen Euro.",
            "6 Millionen Euro",
            "50 Millionen Euro",
        ),
        (
            "Wie viel Geld gab es in Westrup?",
            "Geld gab es genug, 43 Euro je Kopf, im Ort Westrup sogar 61 Euro.",
            "43 Euro",
            "61 Euro",
        ),
        (
            "Wie viel Geld gab es in Westrup?",
            "In Westrup gab es 43 Euro Geld, nach Westrup kamen 61 Euro.",
            "43 Euro",
            "43 Euro",
        ),
        (
            "Wie viel Geld bekam Kale?",
            "Geld gab es: Ostrup bekam 27 Euro, Dunmore 19 Euro, Kale 12 Euro und Oryxa 5 Euro.",
            "27 Euro",
            "12 Euro",
        ),
        (
            "Wie viele Tore schoss sie im Pokal?",
            "Sie schoss 14 Tore, neun davon im Pokal.",
            "14",
            "neun",
        ),
        ("Wie viele Tore schoss sie?", "Sie schoss 14 Tore, neun davon im Pokal.", "14", "14"),
        (
            "How many goals are the Falcons credited with?",
            "The Falcons made 308 points, while leading the Oryxa League in goals with 24.",
            "24",
            "24",
        ),
        (
            "Wie hoch ist der Schaden an Schulen?",
            "Der Schaden liegt bei 50 Millionen Euro, allein an Schulen bei 6 Millionen Euro.",
            "6 Millionen Euro",
            "6 Millionen Euro",
        ),
    ],
)
def test_of_several_figures_the_one_is_told_that_the_question_is_about(
    question: str, text: str, taken: str, told: str
) -> None:
    language = "en" if re.search(r" was | people|^The ", text) else "de"
    assert accords(ask(question), say("a", text, taken, language=language)) == [[told]]


def test_of_what_is_to_come_no_day_that_is_over_is_told() -> None:
    will, did = ask("Wann wird die Werft frei?"), ask("Wann begann der Bau der Werft?")
    today = date(2026, 3, 1)
    both = say("a", "Die Leiterin, seit 2017 im Amt, geht Ende September.", "2017", published=today)
    over = say("a", "Die Leiterin ist seit 2017 im Amt.", "2017", published=today)
    assert accords(will, both) == [["Ende September"]]
    assert accords(will, over) == []
    assert accords(did, both) == [["2017"]]
    assert accords(will, say("a", "Sie ist seit 2017 im Amt.", "2017")) == [["2017"]]  # undated


SALES = ask("Wie hoch war der Umsatz der Werft 2019?")


@pytest.mark.parametrize(
    ("text", "led"),
    [
        ("Der Umsatz sank 2024 auf 95 Millionen Euro.", False),
        ("Der Umsatz sank auf 95 Millionen Euro.", True),
        ("Seit 2018 hat sie 95 Millionen Euro Umsatz.", True),
        ("Der Umsatz sank von 2016 bis 2022 auf 95 Millionen Euro.", True),
        ("Der Umsatz sank 2024 auf 95 Millionen Euro. Im Jahr 2019 war er höher.", True),
    ],
)
def test_what_holds_for_another_year_does_not_lead(text: str, led: bool) -> None:
    found = accords(SALES, say("a", text, "95 Millionen Euro"))
    assert found == ([["95 Millionen Euro"]] if led else [])


def test_an_article_knows_the_year_of_its_day_and_the_last_one_if_it_tells_of_it() -> None:
    def lead(text: str, published: date) -> list[list[str]]:
        return accords(SALES, say("a", text, "95 Millionen Euro", published=published))

    known, plain = (
        [["95 Millionen Euro"]],
        "Der Umsatz sank, anders als 2018, auf 95 Millionen Euro.",
    )
    assert lead(plain, date(2019, 12, 1)) == known
    assert lead(plain, date(2020, 3, 1)) == []
    assert lead(f"{plain} Das war im vergangenen Jahr.", date(2020, 3, 1)) == known


@pytest.mark.parametrize(
    ("text", "answer", "name"),
    [
        ("Der Konzern Halvik will das Werk.", "Der Konzern Halvik will", "Konzern Halvik"),
        ("Es leitet jetzt Ilse van der Solvik selbst.", "Ilse van der", "Ilse van der Solvik"),
        ("OSTRUP, 21. Mai - Aktien stiegen.", "21. Mai - Aktien", ""),
        ("Das meldet der Enzymhersteller.", "Enzymhersteller", ""),
        ("Es wird von Michael König geleitet.", "von Michael König", "Michael König"),
        ("Seit Mai führt es Peter Schmidt.", "Peter", "Peter Schmidt"),
        ("Das sagte Coach Peter Schmidt.", "Coach Peter Schmidt", "Peter Schmidt"),
        ("Das sagt Finanzvorständin Ilse König.", "Finanzvorständin Ilse", "Ilse König"),
        ("Das sagt Vorstandschef Xaro Qworl.", "Vorstandschef Xaro Qworl", "Xaro Qworl"),
        ("Das sagt Johann Peter Schmidt.", "Johann Peter Schmidt", "Johann Peter Schmidt"),
        ("Das sagt Anwalt Xaro Qworl.", "Anwalt Xaro Qworl", "Xaro Qworl"),
        ("Das sagt Peter Schmidt vom Klinikum Ostrup.", "Peter Schmidt", "Peter Schmidt"),
        ("Das sagt Peter Schmidt von der Universität.", "Peter Schmidt", "Peter Schmidt"),
        ("Das sagt Ilse von Halvik.", "Ilse von Halvik", "Ilse von Halvik"),
        ("Die Halle leitet Bo Halm; das Werk leitet Ada Quint.", "Bo Halm", "Ada Quint"),
        ("Bo Halm lacht; Ada Quint auch.", "Bo Halm", "Bo Halm"),
    ],
)
def test_a_person_is_named_in_words_that_name_somebody(text: str, answer: str, name: str) -> None:
    assert accords(WHO, say("a", text, answer)) == ([[name]] if name else [])


@pytest.mark.parametrize(
    ("asked", "text", "language", "names"),
    [
        ("Wer gewann die Wahl?", "Sie siegte gegen Bo Halm.", "de", []),
        ("Wer gewann die Wahl?", "It was a 3-2 win over Bo Halm.", "en", []),
        ("Wer gewann die Wahl?", "She had 52, against 48 for the incumbent, Bo Halm.", "en", []),
        ("Wer gewann die Wahl?", "Bo Halm siegte gegen sie.", "de", [["Bo Halm"]]),
        ("Wer spielte?", "Sie siegte gegen Bo Halm.", "de", [["Bo Halm"]]),
    ],
)
def test_who_was_beaten_has_not_won(
    asked: str, text: str, language: str, names: list[list[str]]
) -> None:
    assert accords(ask(asked), say("a", text, "Bo Halm", language=language)) == names


@pytest.mark.parametrize(
    ("text", "answer", "name"),
    [
        ("Sie baut in Brasilien, Frankreich und den Niederlanden.", "in Brasilien, Frankreich", ""),
        ("Sie baut in Ostrup und an der See.", "in Ostrup", "Ostrup"),
        ("Es ist Joe Tsai, Chairman von Alibaba.", "Joe Tsai", "Joe Tsai"),
    ],
)
def test_a_list_of_names_is_told_to_its_end(text: str, answer: str, name: str) -> None:
    whole = name or "Brasilien, Frankreich und den Niederlanden"
    assert accords(WHERE, say("a", text, answer)) == [[whole]]


@pytest.mark.parametrize(
    ("text", "answer", "names"),
    [
        ("Von Ada Quint und Bo Larsson geleitet.", "Bo Larsson", "Ada Quint und Bo Larsson"),
        ("Von Ada Quint und Bo Larsson geleitet.", "Ada Quint", "Ada Quint und Bo Larsson"),
        ("Es sind Ada Quint, Jon Ruf und Bo Halm.", "Jon Ruf", "Ada Quint, Jon Ruf und Bo Halm"),
        ("Es ist Ada Quint, Vorstand und Gründer.", "Ada Quint", "Ada Quint"),
        ("Es sind Ada Quint und der Rat.", "Ada Quint", "Ada Quint"),
    ],
)
def test_a_list_of_persons_is_told_from_its_first_name_to_its_last(
    text: str, answer: str, names: str
) -> None:
    assert accords(WHO, say("a", text, answer)) == [[names]]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("It builds in Ostrup and the Belgian city of Ghent.", "Ostrup"),
        ("It builds in Ostrup and New York.", "Ostrup and New York"),
        ("It builds in the Netherlands, Ostrup and Japan.", "Netherlands, Ostrup and Japan"),
        (
            "It builds in Ostrup, the Netherlands, Japan and Dubai.",
            "Ostrup, the Netherlands, Japan and Dubai",
        ),
        ("It builds in Ostrup and the Netherlands from May.", "Ostrup and the Netherlands"),
    ],
)
def test_a_list_of_places_is_told_without_what_only_describes(text: str, place: str) -> None:
    assert accords(WHERE, say("a", text, "Ostrup", language="en")) == [[place]]


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        (WHO, "It was led by Ada Quint, IT and Bo Halm.", "Ada Quint"),
        (WHERE, "It builds in Ostrup, WHO and Japan.", "Ostrup"),
    ],
)
def test_a_list_ends_at_an_abbreviation_that_reads_like_a_function_word(
    question: Question, text: str, found: str
) -> None:
    assert accords(question, say("a", text, found, language="en")) == [[found]]


def test_countries_are_listed_whatever_a_dictionary_says() -> None:
    text = "Sie baut in Frankreich, den Niederlanden, Brasilien und Dubai."
    whole = "Frankreich, den Niederlanden, Brasilien und Dubai"
    assert accords(WHERE, say("a", text, "Niederlanden, Brasilien und Dubai")) == [[whole]]


@pytest.mark.parametrize(
    ("question", "answer"),
    [(WHO, "Executive Officer"), (WHO, "Werk"), (WHERE, "Werft")],
)
def test_titles_and_what_the_question_says_itself_name_nobody(
    question: Question, answer: str
) -> None:
    text = "Der Chief Executive Officer der Werft steht dem Werk vor."
    assert accords(question, say("a", text, answer)) == []


def test_nothing_leads_where_the_best_sentence_has_no_such_thing() -> None:
    assert accords(PRICE, say("a", "Das Werk ist teuer.", "teuer")) == []
    assert accords(PRICE) == []


def test_the_newest_comes_first_and_the_undated_last() -> None:
    found = find_accords(
        COUNT,
        [
            say("a", "Es kamen 10.000 Menschen.", "10.000"),
            say("b", "Es kamen 12.000 Menschen.", "12.000", 0.98, published=date(2025, 9, 1)),
            say("c", "Es kamen 9.000 Menschen.", "9.000", 0.97, published=date(2025, 9, 24)),
        ],
    )
    ordered = newest_first(found)
    assert [one[0].article.id for one in ordered] == ["c", "b", "a"]
    assert dates_differ(found)
    assert describe_differences(ordered, "de") == (
        "Die Artikel nennen Verschiedenes. Das Neueste steht zuerst."
    )
    assert describe_differences(ordered[:1], "en") == ""
    assert describe_origin(ordered[0][0].article, "de") == "c.de, 24.09.2025"
    assert describe_origin(ordered[2][0].article, "en") == "a.de, undated"


def test_a_finding_cites_the_very_words_of_each_witness() -> None:
    (accord,) = find_accords(
        RISE,
        [
            say("a", "Die Aktie stieg um 9,16 Prozent.", "9,16"),
            say("b", "The stock rose 9.2 per cent.", "9.2", language="en"),
        ],
    )
    finding = Citer().find(accord, "9.16%", "a.de, undated")
    assert finding is not None
    assert [citation.marked_text for citation in finding.citations] == [
        "9,16 Prozent",
        "9.2 per cent",
    ]
    assert str(finding) == "9,16 Prozent = 9.16% (a.de, undated) [1][2]"


def test_an_article_without_a_name_is_called_by_no_more_than_an_opening() -> None:
    text = "สะพานเปิดให้รถสัญจร" * 20
    named = describe_origin(Article("a", "", text, language="th"), "en")
    assert named == f"„{text[:60]} …“, undated"
