"""Nearest passages by FAISS: a file for most of them, and in memory what has changed since."""

from index.vectors.nearest import NearestPassages
from index.vectors.parts import Mask
from index.vectors.view import Change

__all__ = ["Change", "Mask", "NearestPassages"]
