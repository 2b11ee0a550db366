"""Exit codes of the command (contracts §7)."""

DONE = 0
FAILED = 1
"""A case fails, or a target under ``--check``."""
FAULTS = 2
"""Something in the files, or on the command line, must be repaired."""
OUR_BUG = 3
STOPPED = 130
"""Ended by Ctrl-C, as shells have it."""
BROKEN_PIPE = 141
"""Whoever read standard output went away, as shells have it."""
