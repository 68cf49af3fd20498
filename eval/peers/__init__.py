"""Other retrieval libraries on the same articles, questions and weights: ``python -m eval.peers``.

Imports go one way: ``protocol`` ← the peers' modules ← ``roster`` ← ``runner`` ← ``tables`` ←
``__main__``, and ``protocol`` ← ``task`` ← ``runner``. A peer's module imports its library only
when the peer is made.
"""
