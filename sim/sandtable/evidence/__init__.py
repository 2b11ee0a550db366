"""Published and exact cases, and real events, run as ordinary worlds: what to trust and why."""

from sandtable.evidence.event import EVENTS, verify_event
from sandtable.evidence.event_lines import event_lines
from sandtable.evidence.report_lines import lines
from sandtable.evidence.verify import ROOMS, verify

__all__ = ["EVENTS", "ROOMS", "event_lines", "lines", "verify", "verify_event"]
