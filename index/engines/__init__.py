"""What runs the encoder's model: OpenVINO where it is quicker, torch everywhere."""

from index.engines.choice import AUTO, ENGINES, foretell_engine, open_engine
from index.engines.protocol import Engine

__all__ = ["AUTO", "ENGINES", "Engine", "foretell_engine", "open_engine"]
