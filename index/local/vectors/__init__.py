"""Nearest passages by FAISS: a file for most of them, and in memory what has changed since."""

from index.local.vectors.nearest import NearestPassages
from index.local.vectors.parts import Mask
from index.local.vectors.view import Change

__all__ = ["Change", "Mask", "NearestPassages"]
