"""Question sets, metrics, and runs that measure retrieval and answers: ``python -m eval``.

Imports go one way: ``rows`` ← ``sets`` ← ``bench``, ``gold`` ← ``corpus`` ← ``latency`` ←
``retrieval`` ← ``answers`` ← ``runs`` ← ``comparison`` ← ``report`` ← ``verbs`` ← ``__main__``;
``provenance`` and ``significance`` know none of them.
"""
