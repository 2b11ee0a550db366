"""The page of measures is that of the registry."""

from sandtable.report.measure_page import measure_page
from sandtable.study.measures import MEASURES


def test_page_is_that_of_the_registry(project):
    """Run ``python -m sandtable.report.measure_page > docs/measures.md`` after a change."""
    text = measure_page()
    assert (project / "docs" / "measures.md").read_text("utf-8") == text
    assert all(f"| `{name}` |" in text for name in MEASURES)
