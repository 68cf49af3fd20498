"""Hits become evidence: the sentences that bear on a question, best first.

They are ranked in :mod:`rag.evidence.gathering`, by similarity and by what the other modules tell:
whether a sentence offers what is asked for, and whether it says so of whom, of what and of when the
question asks.
"""
