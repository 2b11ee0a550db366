"""What the tests of the report share: reports that take a while to make."""

import pytest
from tests.report.html_reports import huarong_report


@pytest.fixture(scope="session")
def huarong(project, tmp_path_factory):
    """Return the text of the report of Huarong's study, or skip."""
    if not (project / "experiments" / "huarong.yaml").is_file():
        pytest.skip("experiments/huarong.yaml is not there")
    return huarong_report(project, tmp_path_factory.mktemp("huarong"))
