"""The verbs that show what is in the index: list, show, info."""

import argparse
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from index.engines import foretell_engine
from index.records import Filter
from index.rows import article_to_row
from index.store import Store
from index.stores import open_store
from rag.config import Settings
from rag.llm.opening import try_model
from ui.commands.console import say, say_json, tell
from ui.commands.exits import DONE, NOTHING
from ui.commands.readout import (
    Health,
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
    with closing(open_store(settings.index)) as store:
        for article in store.articles():
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
    with closing(open_store(settings.index)) as store:
        return _show(options, store)


def _show(options: argparse.Namespace, store: Store) -> int:
    article = store.article(options.id)
    if options.removed:
        cuts = store.cuts(options.id)
        for cut in cuts:
            say_json(asdict(cut)) if options.json else say(describe_cut(cut))
        return DONE if cuts else _tell(f"Nothing was cut out of {options.id}.")
    if options.history:
        versions = store.history(options.id)
        for version in versions:
            row = {"replaced": version.replaced, **article_to_row(version.article)}
            say_json(row) if options.json else say(describe_version(version))
        return DONE if versions else _tell(f"Nothing else was known of {options.id} before.")
    if options.json:
        say_json(article_to_json(article))
    else:
        say(describe_article(article))
    return DONE


def _tell(nothing: str) -> int:
    tell(nothing)
    return NOTHING


def info(options: argparse.Namespace, settings: Settings) -> int:
    """Tell what is in the index, how it was built, and who words answers."""
    with closing(open_store(settings.index)) as store:
        summary, config = store.summary(), store.config
        # A folder has been looked over by opening it; of a server it says little.
        health = None if isinstance(settings.index, Path) else check_health(store)
    engine = foretell_engine(settings.engine)
    trial = try_model(settings) if settings.llm else None
    if options.json:
        say_json(info_to_json(settings.index, summary, config, engine, trial, health))
    else:
        say(describe_info(settings.index, summary, config, engine, trial, health))
    return NOTHING if health and health.silent else DONE


def check_health(store: Store) -> Health:
    """Return how finding and reading a passage of each language goes.

    Raises:
        StoreError: The store cannot be searched.
    """
    started = time.perf_counter()
    silent = [
        language
        for language, share in store.languages().items()
        if not store.candidates(store.nearest(share.mean, 1, language, Filter()))
    ]
    return Health(time.perf_counter() - started, tuple(silent))
