"""Why a passage was found: the parts of its score. Pure, and as safe as :mod:`ui.render`."""

from markupsafe import Markup

from index.records import Hit
from rag.explanations import best_sentence, parts_of
from ui.texts import Texts

_DIGITS = 3


def render_reasons(hit: Hit, texts: Texts) -> Markup:
    """Return what a hit's score is made of, folded away; nothing where the parts are unknown."""
    parts = parts_of(hit, _DIGITS)
    if not parts:
        return Markup("")
    whole = sum(map(abs, parts.values())) or 1.0
    row = Markup(
        '<tr><th scope="row">{}</th><td class="bar" aria-hidden="true">{}</td><td>{}</td></tr>'
    )
    bar = Markup('<span{} style="width: {:.1f}%"></span>')
    rows = Markup("").join(
        row.format(
            texts.name_part(name),
            bar.format(Markup(" data-minus") if value < 0 else "", 100 * abs(value) / whole),
            texts.format_score(value),
        )
        for name, value in parts.items()
    )
    total = row.format(texts.score, "", texts.format_score(hit.score))
    return Markup(
        '<details class="why"><summary>{}</summary>'
        "<table><tbody>{}</tbody><tfoot>{}</tfoot></table>{}</details>"
    ).format(texts.why, rows, total, _best(hit, texts))


def _best(hit: Hit, texts: Texts) -> Markup:
    best = best_sentence(hit)
    if best is None:
        return Markup("")
    return Markup('<p>{}: <q lang="{}" dir="auto">{}</q></p>').format(
        texts.best_sentence.format(similarity=texts.format_score(best.similarity)),
        hit.article.language,
        " ".join(best.sentence.text.split()),
    )
