"""The verbs that show what is in the index: list, show, info."""

import argparse
from dataclasses import asdict

from index.engines import foretell_engine
from index.local import LocalStore
from index.rows import article_to_row
from rag.config import Settings
from rag.llm.opening import try_model
from ui.commands.console import say, say_json
from ui.commands.exits import DONE, NOTHING
from ui.commands.readout import (
    article_to_json,
    describe_article,
    describe_cut,
    describe_entry,
    describe_info,
    describe_version,
    info_to_json,
)


def list_articles(options: argparse.Namespace, settings: Settings) -> int:
    """List the articles of the index."""
    found = False
    for article in LocalStore.open(settings.index).articles():
        found = True
        if options.json:
            row = article_to_json(article)
            del row["text"]
            say_json(row)
        else:
            say(describe_entry(article))
    return DONE if found else NOTHING


def show(options: argparse.Namespace, settings: Settings) -> int:
    """Show one article, what was cut out of it, or what it was before."""
    store = LocalStore.open(settings.index)
    article = store.article(options.id)
    if options.removed:
        cuts = store.cuts(options.id)
        for cut in cuts:
            say_json(asdict(cut)) if options.json else say(describe_cut(cut))
        return DONE if cuts else NOTHING
    if options.history:
        versions = store.history(options.id)
        for version in versions:
            row = {"replaced": version.replaced, **article_to_row(version.article)}
            say_json(row) if options.json else say(describe_version(version))
        return DONE if versions else NOTHING
    if options.json:
        say_json(article_to_json(article))
    else:
        say(describe_article(article))
    return DONE


def info(options: argparse.Namespace, settings: Settings) -> int:
    """Tell what is in the index, how it was built, and who words answers."""
    store = LocalStore.open(settings.index)
    summary, config = store.summary(), store.config
    engine = foretell_engine(settings.engine)
    trial = try_model(settings) if settings.llm else None
    if options.json:
        say_json(info_to_json(settings.index, summary, config, engine, trial))
    else:
        say(describe_info(settings.index, summary, config, engine, trial))
    return DONE
