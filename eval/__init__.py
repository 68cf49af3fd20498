"""Question sets, metrics, and runs that measure retrieval and answers: ``python -m eval``.

Imports go one way: ``rows`` ← ``sets`` ← ``bench``, ``gold`` ← ``corpus`` ← ``latency`` ←
``retrieval`` ← ``answers`` ← ``runs`` ← ``comparison`` ← ``report`` ← ``verbs`` ← ``__main__``;
``ingest`` ← ``enlarging`` ← ``scale`` ← ``speed`` ← ``rates`` ← ``plots`` ← ``verbs``;
``provenance``, ``significance`` and ``arguments`` know none of them. ``peers`` measures other
libraries on the same questions.
"""
