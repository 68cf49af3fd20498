"""The evidence panel: what an answer cites, in its context. Pure, and as safe as :mod:`ui.render`.

``assets/evidence.js`` follows the ``data-`` attributes of what is rendered here.
"""

from ui.evidence.cards import render_evidence, render_opener, render_panel
from ui.evidence.excerpts import FURTHER_PASSAGES
from ui.evidence.facts import name_article
from ui.evidence.texts import EvidenceTexts, evidence_texts

__all__ = [
    "FURTHER_PASSAGES",
    "EvidenceTexts",
    "evidence_texts",
    "name_article",
    "render_evidence",
    "render_opener",
    "render_panel",
]
