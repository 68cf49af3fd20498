"""What the command line ends with: the exit codes of ``fundstelle``."""

DONE = 0
NOTHING = 1
"""Nothing was found, or nothing answers."""
MISTAKE = 2
"""A mistake, which the message explains."""
STOPPED = 130
"""Stopped by the user, as shells number it."""
