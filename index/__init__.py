"""The offline side: articles become something searchable.

Sources become documents (:mod:`index.sources`), these articles (:mod:`index.cleaning`), these
passages and sentences (:mod:`index.chunking`), these vectors (:mod:`index.encoding`), and all of it
is kept in a store (:mod:`index.store`), which :mod:`rag` searches. Programs do so as the command
line does, by :func:`index.ingest.open_or_create` and :func:`index.ingest.ingest`.
"""
