"""The example of the page runs, and prints what stands there."""

import re


def test_the_road_tanker_of_the_page(project, capsys):
    """Ammonia out of a road tanker: outflow, flash, reach, and who is above AEGL-2."""
    page = (project / "docs" / "hazards" / "chemical.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL).group(1)
    printed = re.search(r"```text\n(.*?)```", page, re.DOTALL).group(1)
    exec(compile(code, "chemical.md", "exec"), {})  # noqa: S102  our own page, as readers run it
    assert capsys.readouterr().out == printed
