"""Published cases from the command line."""

import json

import pytest


@pytest.fixture
def cases(tmp_path):
    """Return a case file with one number that holds and one that does not."""
    file = tmp_path / "cases.json"
    interval = {
        "id": "t",
        "family": "interval",
    }
    shipped = json.loads((SHIPPED / "statistics.json").read_text("utf-8"))
    del interval
    case = next(one for one in shipped["cases"] if one["family"] == "interval")
    wrong = json.loads(json.dumps(case)) | {"id": "wrong"}
    key = next(iter(wrong["expected"]))
    wrong["expected"][key] = 12345.0
    file.write_text(json.dumps(shipped | {"cases": [case, wrong]}), "utf-8")
    return file
