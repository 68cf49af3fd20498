"""Question sets, metrics, and runs that measure retrieval and answers: ``python -m eval``.

Imports go one way: ``sets`` ← ``bench``, ``gold`` ← ``corpus`` ← ``retrieval`` ← ``answers`` ←
``report`` ← ``__main__``.
"""
