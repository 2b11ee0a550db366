"""The report of a study as one HTML file that opens anywhere, without a network (报告)."""

from sandtable.report.html.recorded import RecordedRow
from sandtable.report.html.write import write_report

__all__ = ["RecordedRow", "write_report"]
