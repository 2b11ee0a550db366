"""Published and exact cases, run as ordinary worlds: what the program can be trusted with."""

from sandtable.evidence.report_lines import lines
from sandtable.evidence.verify import ROOMS, verify

__all__ = ["ROOMS", "lines", "verify"]
