"""The tab around its parts. Pure, and as safe as :mod:`ui.render`."""

from markupsafe import Markup

from ui.articles.texts import ArticleTexts


def render_frame(
    form: Markup, intake: Markup | None, megabytes: float, texts: ArticleTexts
) -> Markup:
    """Return the tab; its parts are put in by ``assets/articles.js``, and put in anew.

    Args:
        form: What searches and filters.
        intake: What adds articles; None for those who may not.
        megabytes: How large a file may be.
        texts: The reader's.
    """
    return Markup(
        '<section class="articles" lang="{}" aria-labelledby="articles-title"'
        ' data-uploading="{}" data-upload-failed="{}" data-failed="{}" data-lost="{}">'
        '<header><h2 id="articles-title" tabindex="-1">{}</h2>'
        '<div data-part="heading" aria-live="polite"></div>{}'
        '</header>{}<div data-part="job"></div>'
        '<p class="aside" role="status" data-part="told"></p>'
        '<p class="said" role="status" data-part="said"></p>{}'
        '<details class="glance" data-roomy open><summary>{}</summary>'
        '<div data-part="plot"></div></details><div data-part="list"></div></section>'
    ).format(
        texts.language,
        texts.uploading,
        texts.upload_failed.replace("{megabytes}", texts.format_number(megabytes)),
        texts.failed_request,
        texts.lost,
        texts.title,
        _render_opener(texts) if intake is not None else "",
        _render_intake(intake) if intake is not None else "",
        form,
        texts.glance,
    )


def _render_opener(texts: ArticleTexts) -> Markup:
    return Markup(
        '<button type="button" class="do" data-intake aria-expanded="false"'
        ' aria-controls="articles-intake" data-other="{}">{}</button>'
    ).format(texts.add_close, texts.add)


def _render_intake(intake: Markup) -> Markup:
    return Markup(
        '<fieldset class="intake" id="articles-intake" aria-labelledby="articles-title" hidden>{}'
        "</fieldset>"
    ).format(intake)


def render_empty(texts: ArticleTexts, *, edits: bool) -> Markup:
    """Return what stands in place of the list as long as there is nothing to list."""
    button = Markup('<button type="button" class="do" data-begin>{}</button>').format(texts.add)
    return Markup('<div class="nothing"><h3>{}</h3><p>{}</p>{}</div>').format(
        texts.empty_title,
        texts.empty if edits else texts.empty_reader,
        button if edits else "",
    )
