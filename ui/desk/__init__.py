"""What readers leave behind: ratings of answers, and conversations that they want to keep."""

from ui.desk.addresses import desk_url
from ui.desk.database import Database
from ui.desk.desk import Desk

__all__ = ["Database", "Desk", "desk_url"]
