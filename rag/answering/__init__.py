"""An answer is put together: drafts become cited statements, as far as they pass the checks.

:mod:`rag.answering.composing` goes from sentence to sentence, :mod:`rag.answering.citing` numbers
the spans that each rests on, and :mod:`rag.answering.replies` has what is said beside them.
"""
