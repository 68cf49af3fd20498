"""The direct answer: what was asked for, in the articles' own words, and who agrees on it.

A sentence is heard for the words that answer (:mod:`rag.findings.witnesses`): a figure
(:mod:`rag.findings.figures`), or the name of a person or a place (:mod:`rag.findings.names`).
Those whose words mean the same are in accord (:mod:`rag.findings.accords`).
"""

from rag.findings.accords import find_accords, mean_the_same, newest_first
from rag.findings.records import Accord, Witness

__all__ = ["Accord", "Witness", "find_accords", "mean_the_same", "newest_first"]
