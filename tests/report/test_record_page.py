from sandtable.report.record_page import record_page
from sandtable.world.records import TABLES


def test_the_committed_page_is_the_definition(project):
    """A column that is added or reworded is documented in the same commit (make documents)."""
    assert (project / "docs" / "records.md").read_text("utf-8") == record_page()


def test_every_column_is_explained():
    """No column without a meaning, and no table without columns."""
    for table, columns in TABLES.items():
        assert columns, table
        for column in columns:
            assert column.meaning, (table, column.name)
            assert f"| `{column.name}` |" in record_page()
