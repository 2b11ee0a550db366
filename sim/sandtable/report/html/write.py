"""Writing the report: from the records of a study to one file that opens anywhere (报告)."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sandtable.ground.language import _, language, set_language
from sandtable.ground.names import Name
from sandtable.report.html.attacks import AttackCourse, attacks_of
from sandtable.report.html.civil_course import civil_of
from sandtable.report.html.findings import findings_of
from sandtable.report.html.hazard_effects import Effect, effects_of
from sandtable.report.html.late_tables import PointTables
from sandtable.report.html.need_course import needs_of
from sandtable.report.html.page import Gathered, page_of
from sandtable.report.html.people_course import people_of_point
from sandtable.report.html.recorded import RecordedRow, compared_of_point
from sandtable.report.html.replay_data import ReplayData
from sandtable.report.html.threatened import Threatened, threatened_of
from sandtable.report.html.water_course import WaterCourse, water_of
from sandtable.report.html.words import script_words
from sandtable.report.html.works_course import works_of
from sandtable.study.case import Point
from sandtable.study.recorded import Compared
from sandtable.study.run import StudyResult
from sandtable.study.store import Store, open_results

FILE = "report.html"
_HERE = Path(__file__).parent
_SCRIPTS = ("unpack.js", "moment.js", "shapes.js", "flood.js", "drawing.js", "controls.js")


def write_report(
    folder: Path,
    points: Sequence[Point],
    result: StudyResult,
    *,
    title: Name,
    languages: Sequence[str] = ("zh", "en"),
    compared: Sequence[RecordedRow] = (),
) -> Path:
    """Write ``report.html`` into a results folder and return the file.

    It is one file without any outside address: style, script, figures and replay are in it.

    Parameters
    ----------
    folder
        Results folder of the study, ``<out>/<study>/<id>``.
    points
        Design points of the study, in its order.
    title
        Its question.
    languages
        ``zh``, ``en`` or both, the first one shown first.
    compared
        Numbers of a real event, simulated beside recorded, besides those that the scenarios
        themselves hold; the section is left out where there are none.

    Raises
    ------
    DamagedResults
        If a file of the folder is not what its manifest says.

    """
    gathered, replay = _gathered(open_results(folder), points, result, title, compared)
    file = folder / FILE
    file.write_text(_rendered(gathered, replay, languages), "utf-8")
    return file


def _gathered(
    store: Store,
    points: Sequence[Point],
    result: StudyResult,
    title: Name,
    compared: Sequence[RecordedRow],
) -> tuple[Gathered, ReplayData]:
    """Read the records, point by point and part by part."""
    findings, replay = [], ReplayData()
    needs, people, civil, works = [], [], [], []
    water: list[WaterCourse] = []
    effects: list[Effect] = []
    attacks: list[AttackCourse] = []
    threatened: list[Threatened] = []
    recorded: dict[str, tuple[Compared, ...]] = {}
    for number, point in enumerate(points):
        tables = partial(PointTables, store, number)  # anew: what a part reads is let go with it
        done = sorted(store.done(number))
        seen = [i for i in done if i < result.replications.get(point.scenario, 0)]
        mine = findings_of(tables(), number, point, result.verdicts, seen)
        findings += mine
        needs += [one for one in [needs_of(tables(), point, seen)] if one is not None]
        people += [one for one in [people_of_point(tables(), point, seen)] if one is not None]
        civil += [one for one in [civil_of(tables(), point, seen)] if one is not None]
        works += [one for one in [works_of(tables(), point, seen)] if one is not None]
        attacks += attacks_of(tables(), point, seen)
        threatened += threatened_of(tables(), point, seen)
        if point.scenario not in {one.point.scenario for one in water}:
            water += water_of(point)  # a flood knows no plan: once for each scenario
        if point.scenario not in {one.scenario for one in points[:number]}:
            effects += effects_of(point)  # as the first plan's vehicles find the roads
        if point.scenario not in recorded:  # what was really done is the first alternative
            recorded[point.scenario] = compared_of_point(tables(), point, seen)
        replay.add(tables(), point, mine, done)
    gathered = Gathered(
        title=title,
        points=tuple(points),
        result=result,
        manifest=store.manifest,
        findings=tuple(findings),
        needs=tuple(needs),
        people=tuple(people),
        civil=tuple(civil),
        works=tuple(works),
        water=tuple(water),
        effects=tuple(effects),
        attacks=tuple(attacks),
        threatened=tuple(threatened),
        compared=tuple(compared),
        recorded=tuple(one for rows in recorded.values() for one in rows),
    )
    return gathered, replay


def _rendered(gathered: Gathered, replay: ReplayData, languages: Sequence[str]) -> str:
    environment = _environment()
    template = environment.get_template("report.html.j2")
    pages, words = [], {}
    for one in languages:
        with speaking(one):
            page = page_of(gathered, replay)
            pages.append(
                {
                    "lang": one,
                    "title": page["title"],
                    "mark": page["mark"],
                    "findings": _part(environment, "findings.html.j2", page),
                    "map": _part(environment, "map.html.j2", page),
                    "background": _part(environment, "background.html.j2", page),
                }
            )
            words[one] = script_words()
    scripts = [(_HERE / "assets" / name).read_text("utf-8") for name in _SCRIPTS]
    return template.render(
        pages=pages,
        names={"zh": "中文", "en": "English"},
        style=Markup((_HERE / "assets" / "report.css").read_text("utf-8")),  # noqa: S704  our own file
        scripts=[Markup(script) for script in scripts],  # noqa: S704  the same
        hashes=[_hash_of(script) for script in scripts],
        words=_inert(words),
        replay=replay,
        labels=_inert(replay.labels),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,  # names come from files: what looks like a tag is text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    return environment


def _part(environment: Environment, name: str, page: dict[str, Any]) -> Markup:
    return Markup(environment.get_template(name).render(**page, lang=language()))  # noqa: S704  escaped by the template


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Speak a language inside, and the former one again afterwards."""
    before = language()
    set_language(wanted)
    try:
        yield
    finally:
        set_language(before)


def _inert(content: Any) -> Markup:  # noqa: ANN401  whatever JSON holds
    """Return data as JSON that can stand inside a script element and end it in no way."""
    text = json.dumps(content, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  nothing of HTML is left in it


def _hash_of(script: str) -> str:
    """Return what the page's policy names a script by: no other script in it may run."""
    return "sha256-" + b64encode(sha256(script.encode()).digest()).decode("ascii")
