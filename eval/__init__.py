"""Question sets, metrics, and runs that measure retrieval and answers: ``python -m eval``.

Imports go one way: ``rows`` ← ``sets`` ← ``bench``, ``gold`` ← ``corpus`` ← ``latency`` ←
``retrieval`` ← ``answers`` ← ``runs`` ← ``comparison`` ← ``report`` ← ``verbs`` ← ``__main__``;
in ``speed``, ``ingest`` ← ``enlarging`` ← ``scale`` ← ``growth`` ← ``tables`` ← ``plots``.
``provenance``, ``significance`` and ``arguments`` know none of them. ``cleaning`` measures what is
cut, ``speed`` time and memory, ``writing`` a language model's words, and ``peers`` other libraries
on the same questions.
"""
