"""The offline side: articles become something searchable."""
