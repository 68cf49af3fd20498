"""Answers in a model's words, as a reader sees them come: worded by a script, checked for real."""

import time
from collections.abc import Callable

import pytest
from contrast import contrast_of
from playwright.sync_api import Locator, Page, expect
from servers import Stage

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

COST = "How much did the ferry Tidewren cost?"
ROOM = "How many passengers fit on the ferry Tidewren?"
MALICIOUS = "Was kostet das Pegelhaus in Quellbrook?"
DEMO = "Wie viele Menschen waren auf der Demo für die Nordklinik?"

FIRST = ("say", "The Tidewren cost £46 million, five million more than planned.", "cost £46m")
SECOND = ("say", "The ship entered service 14 months behind schedule.", "cost £46m")
THIRD = ("say", "There is room on board for 390 passengers and 62 cars.", "390 passengers")
WRONG = ("say", "The Tidewren cost £99 million.", "cost £46m")
HERE, THERE = ("hold", "here"), ("hold", "there")

HOSTILE = (
    "The ship cost £46 million <script>window.harmed = 'script'</script>"
    "<img src=x onerror=\"window.harmed = 'image'\"><b onclick=\"window.harmed = 'click'\">x</b> "
    "![a](https://away.example/x.png) [b](javascript:window.harmed='link') "
    "<style>body { display: none; background: url(https://away.example/y.png) }</style> "
    "${window.harmed = 'template'} {{value}} $x^2$"
)


def send(page: Page, question: str) -> Locator:
    """Send a question and return its turn, whatever has become of it yet."""
    turns = page.locator(".turn").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    expect(turn.locator(".question")).to_be_visible()
    return turn


def finish(turn: Locator) -> None:
    expect(turn.locator(".origin")).to_be_visible()


def test_the_first_sentence_stands_there_while_the_second_is_written(
    open_stage: Open, stage: Stage
) -> None:
    page = open_stage()
    stage.plan(COST, FIRST, HERE, SECOND, ("hold", "more"), THIRD)
    turn = send(page, COST)
    first = turn.locator(".statement").nth(0)
    expect(first).to_have_text(f"{FIRST[1]} 1")
    expect(turn.locator(".pending")).to_have_text("Writing …")
    expect(turn.locator(".origin, .withheld")).to_have_count(0)

    page.locator("#evidence .further > summary").click()
    first.locator("[data-cite='1']").click()  # its marker works already
    mark = page.locator("#evidence mark[data-number='1']")
    expect(mark).to_be_focused()
    expect(mark).to_contain_text("£46m")
    place = first.bounding_box()

    stage.release("here")
    expect(turn.locator(".statement")).to_have_count(2)
    expect(turn.locator(".pending")).to_have_text("Writing …")
    stage.release("more")
    finish(turn)
    expect(turn.locator(".statement").nth(2)).to_have_text(f"{THIRD[1]} 2")
    expect(turn.locator(".pending")).to_have_count(0)
    expect(turn.locator(".origin")).to_contain_text("Worded by scripted-1b, each sentence checked")
    assert first.bounding_box() == place, "what is being read moved"
    expect(mark).to_be_focused()
    expect(page.locator("#evidence .further")).to_have_attribute("open", "")


def test_the_sentences_of_an_answer_are_one_text(open_stage: Open, stage: Stage) -> None:
    page = open_stage()
    stage.plan(COST, FIRST, SECOND)
    turn = send(page, COST)
    finish(turn)
    expect(turn.locator(".prose")).to_have_count(1)
    expect(turn.locator(".prose")).to_have_attribute("lang", "en")
    first, second = turn.locator(".statement > span").all()
    ends = first.evaluate("element => [...element.getClientRects()].at(-1).bottom")
    begins = second.evaluate("element => element.getClientRects()[0].bottom")
    assert begins == ends, "the second begins on the line that the first ends on"


@pytest.mark.parametrize("way", ["button", "escape"])
def test_an_answer_is_stopped(open_stage: Open, stage: Stage, way: str) -> None:
    page = open_stage()
    stage.plan(COST, FIRST, HERE, SECOND)
    turn = send(page, COST)
    expect(turn.locator(".statement")).to_have_count(1)
    stop, box = page.get_by_role("button", name="Stop"), page.locator("#question textarea")
    expect(page.locator("#send")).to_be_hidden()
    started = time.monotonic()
    if way == "button":
        stop.click()
    else:
        expect(box).to_be_focused()
        page.keyboard.press("Escape")
    stage.expect("stopped", COST, within=1)
    finish(turn)
    assert time.monotonic() - started < 2
    expect(turn.locator(".statement")).to_have_text([f"{FIRST[1]} 1"])
    expect(turn.locator(".note")).to_have_text("Stopped.")
    expect(stop).to_be_hidden()
    expect(page.locator("#send")).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.press("Escape")  # there is nothing more to stop
    expect(turn.locator(".note")).to_have_text("Stopped.")


def test_stopped_before_its_first_sentence_a_turn_says_so_and_the_page_goes_on(
    open_stage: Open, stage: Stage
) -> None:
    page = open_stage(locale="de-DE")
    stage.plan(DEMO, HERE, ("say", "Die Polizei zählte 8.500 Teilnehmer.", "8.500"))
    turn = send(page, DEMO)
    stop = page.get_by_role("button", name="Anhalten")
    expect(stop).to_be_visible()
    box = page.locator("#question textarea")
    box.fill("Und wann?")  # written meanwhile, it stays
    page.locator(".filters summary").click()
    page.keyboard.press("Escape")  # folds the form away, and stops nothing
    expect(page.locator(".filters form")).to_be_hidden()
    page.wait_for_timeout(500)  # the search is over, and the first word waited for
    expect(turn.locator(".pending")).to_be_visible()
    stop.click()
    stage.expect("stopped", DEMO, within=1)
    expect(turn.locator(".note")).to_have_text("Angehalten, bevor ein geprüfter Satz dastand.")
    expect(turn.locator(".statement, .pending, .failure, .origin")).to_have_count(0)
    expect(box).to_have_value("Und wann?")
    stage.plan(DEMO, ("say", "Die Polizei zählte 8.500 Teilnehmer.", "8.500"))
    again = send(page, DEMO)
    finish(again)
    expect(again.locator(".statement")).to_contain_text("8.500")


def test_nobody_writes_for_a_reader_who_has_left(open_stage: Open, stage: Stage) -> None:
    page = open_stage()
    stage.plan(COST, FIRST, HERE, SECOND)
    expect(send(page, COST).locator(".statement")).to_have_count(1)
    page.close()
    stage.expect("stopped", COST, within=2)
    stage.expect("left", COST)


def test_a_question_typed_while_another_is_answered_waits_its_turn(
    open_stage: Open, stage: Stage
) -> None:
    page = open_stage()
    stage.plan(COST, FIRST, HERE, SECOND)
    stage.plan(ROOM, THIRD)
    turn = send(page, COST)
    expect(turn.locator(".statement")).to_have_count(1)
    box = page.locator("#question textarea")
    box.fill(ROOM)
    box.press("Enter")
    page.wait_for_timeout(300)
    expect(page.locator(".turn")).to_have_count(1)
    stage.release("here")
    finish(turn)
    expect(turn.locator(".statement")).to_have_count(2)
    expect(box).to_have_value(ROOM)
    box.press("Enter")
    finish(page.locator(".turn").nth(1))
    expect(turn.locator(".statement")).to_have_count(2)


def test_two_readers_do_not_disturb_one_another(open_stage: Open, stage: Stage) -> None:
    one, other = open_stage(), open_stage(locale="de-DE")
    stage.plan(COST, FIRST, HERE, SECOND)
    stage.plan(ROOM, THIRD, THERE, FIRST)
    first, second = send(one, COST), send(other, ROOM)
    expect(first.locator(".statement")).to_have_count(1)
    expect(second.locator(".statement")).to_have_count(1)
    other.keyboard.press("Escape")
    finish(second)
    expect(second.locator(".note")).to_have_text("Angehalten.")
    expect(first.locator(".pending")).to_be_visible()
    stage.release("here")
    finish(first)
    expect(first.locator(".statement")).to_have_count(2)
    expect(first.locator(".note")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "summary", "hint"),
    [
        ("en-GB", "1 sentence withheld: it did not pass the check", "Withheld:"),
        ("de-DE", "1 Satz zurückgehalten: Prüfung nicht bestanden", "Zurückgehalten:"),
    ],
)
def test_what_is_not_backed_is_withheld_and_can_be_looked_at(
    open_stage: Open, stage: Stage, locale: str, summary: str, hint: str
) -> None:
    page = open_stage(locale=locale)
    stage.plan(COST, FIRST, WRONG, HERE, SECOND)
    turn = send(page, COST)
    expect(turn.locator(".statement")).to_have_count(1)
    expect(page.locator("#page")).not_to_contain_text("£99")
    stage.release("here")
    finish(turn)
    fold = turn.locator("details.withheld")
    expect(fold.locator("summary")).to_have_text(summary)
    expect(fold.locator("del")).to_be_hidden()
    expect(turn.locator(".prose")).not_to_contain_text("£99")
    fold.locator("summary").press("Enter")
    expect(fold.locator("del")).to_have_text(WRONG[1])
    expect(fold.locator("del")).to_have_css("text-decoration-line", "line-through")
    expect(fold.locator(".reason")).to_contain_text("“£99 million” is not in the sources")
    expect(fold.locator(".aside")).to_have_text(f"{hint} ")

    stage.plan(ROOM, THIRD)
    finish(send(page, ROOM))
    expect(fold.locator("del")).to_be_visible()  # it stays unfolded


def test_where_the_model_fails_the_articles_answer(open_stage: Open, stage: Stage) -> None:
    page = open_stage()
    stage.plan(COST, ("fail", "unreachable"))
    turn = send(page, COST)
    finish(turn)
    expect(turn.locator(".note")).to_have_text(
        "The language model cannot be reached; the articles answer in their own words."
    )
    expect(turn.locator("blockquote").first).to_contain_text("£46m")
    expect(turn.locator(".origin")).to_contain_text("Quoted from 1 article")
    expect(turn.locator(".failure")).to_have_count(0)

    stage.plan(ROOM, THIRD, ("fail", "cut"))
    turn = send(page, ROOM)
    finish(turn)
    expect(turn.locator(".statement")).to_have_count(1)
    expect(turn.locator(".note")).to_have_text("The language model's answer broke off here.")

    stage.plan(COST, WRONG)
    turn = send(page, COST)
    finish(turn)
    expect(turn.locator(".note")).to_contain_text("did not pass the check")
    expect(turn.locator("blockquote").first).to_contain_text("£46m")
    expect(turn.locator(".withheld summary")).to_have_count(1)


def test_articles_that_disagree_are_set_out_below_the_text(open_stage: Open, stage: Stage) -> None:
    page = open_stage(locale="de-DE", phone=True)
    said = "Nach Angaben des Bündnisses gingen rund 12.000 Menschen auf die Straße."
    stage.plan(DEMO, ("say", said, "12.000"), HERE, ("say", "Die Polizei zählte 8.500.", "8.500"))
    turn = send(page, DEMO)
    first = turn.locator(".statement").first
    expect(first).to_contain_text("12.000")
    before = first.bounding_box()
    stage.release("here")
    finish(turn)
    assert first.bounding_box() == before
    expect(turn.locator(".prose ~ .lead b")).to_have_text(["Rund 12.000", "8.500"])
    expect(turn.locator(".prose ~ .note")).to_contain_text("Die Artikel nennen Verschiedenes.")
    width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= room
    turn.locator(".statement [data-cite='1']").first.click()
    expect(page.locator("#evidence mark[data-number='1']")).to_be_in_viewport(ratio=1)


def test_what_a_model_writes_is_text(open_stage: Open, stage: Stage) -> None:
    page = open_stage()
    stage.plan(COST, FIRST, ("say", HOSTILE, "cost £46m"))
    turn = send(page, COST)
    finish(turn)
    turn.locator(".withheld summary").click()
    expect(turn.locator("del")).to_have_text(HOSTILE)
    inert = "#conversation :is(script, img, style, iframe, a, b[onclick])"
    expect(page.locator(inert)).to_have_count(0)
    turn.locator("del").click()
    expect(turn.locator(".prose")).to_be_visible()  # no style sheet of its making hides the page

    # What an article holds may be repeated, and what is repeated is shown: as text too.
    repeated = (
        "Das Pegelhaus in Quellbrook kostet 41 Millionen Euro "
        "<img src=x onerror=\"window.harmed = 'image'\"> und wird im Mai eröffnet."
    )
    stage.plan(MALICIOUS, ("say", repeated, "41 Millionen"))
    turn = send(page, MALICIOUS)
    finish(turn)
    expect(turn.locator(".statement > span")).to_have_text(repeated)
    expect(page.locator(inert)).to_have_count(0)
    assert page.evaluate("window.harmed") is None


def test_an_answer_that_grows_beyond_the_window_leaves_the_reader_where_he_is(
    open_stage: Open, stage: Stage
) -> None:
    page = open_stage()
    page.set_viewport_size({"width": 920, "height": 330})
    stage.plan(COST, FIRST, SECOND, HERE, THIRD)
    turn = send(page, COST)
    expect(turn.locator(".statement")).to_have_count(2)
    pane = page.locator("#conversation")
    place = pane.evaluate("element => { element.scrollTop -= 40; return element.scrollTop; }")
    stage.release("here")
    finish(turn)
    expect(turn.locator(".statement")).to_have_count(3)
    assert pane.evaluate("element => element.scrollTop") == place


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out_from_its_background(
    open_stage: Open, stage: Stage, dark: bool
) -> None:
    page = open_stage(dark=dark)
    stage.plan(COST, FIRST, WRONG, HERE, ("fail", "cut"))
    turn = send(page, COST)
    growing = [turn.locator(".pending"), page.locator("#stop"), turn.locator(".statement > span")]
    stood_out = [contrast_of(element) for element in growing]
    stage.release("here")
    finish(turn)
    turn.locator(".withheld summary").click()
    ended = turn.locator(".note, .withheld summary, del, .reason, .origin, .statement .marker")
    stood_out += [contrast_of(element) for element in ended.all()]
    assert len(stood_out) == 9
    assert min(stood_out) >= 4.5
