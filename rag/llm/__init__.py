"""Answers worded by a language model, and what keeps them to the articles.

A model's words are drafts: nothing of them is shown before :mod:`rag.grounding` has checked it.
"""
