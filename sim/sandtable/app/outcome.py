"""What a run or a study has found: verdict table, comparison, figure, one object for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sandtable.app.exits import DONE, FAILED, OUR_BUG, STOPPED
from sandtable.app.screen import Screen
from sandtable.ground.language import LANGUAGES, _, language
from sandtable.ground.names import Name
from sandtable.report.difference_rows import difference_rows
from sandtable.report.html import write_report
from sandtable.report.panels import study_panels
from sandtable.report.response_figure import save_response_figure
from sandtable.report.verdict_rows import for_all_plans, verdict_rows
from sandtable.study.case import Point
from sandtable.study.compare import Difference
from sandtable.study.run import StudyResult
from sandtable.study.store import MANIFEST
from sandtable.study.verdict import Verdict
from sandtable.world.target import Target
from sandtable.world.world import CONSTANTS


def show(screen: Screen, result: StudyResult, points: Sequence[Point], *, title: Name) -> None:
    """Print what a person wants to see first, and draw the figure beside the records."""
    worlds = [point.case.world for point in points]
    targets = [target for world in worlds for target in world.targets]
    alternatives = {point.alternative: point.case.world.plan.name for point in points}
    scenarios = {point.scenario: point.case.world.scenario.name for point in points}
    names = {"alternatives": alternatives, "scenarios": scenarios}
    # First: what is said may go into a broken pipe. The figure last: its pixels stay for a while.
    page, figures = _report(result, points, title), _figure(result, points, title)
    screen.explain(title.text(language()))
    rows = verdict_rows(_side_by_side(result.verdicts), targets, **names)
    screen.verdicts(for_all_plans(rows))
    _compare(screen, result.differences, targets, names)
    screen.explain("")
    if result.unverified:
        names_of = ", ".join(one.path.removeprefix(CONSTANTS) for one in result.unverified)
        screen.explain(_("Not verified, behind all verdicts: {names}").format(names=names_of))
    for file in figures[:1]:
        screen.explain(_("figure: {file}, also as SVG").format(file=file))
    if page is not None:
        screen.explain(_("report: {file}").format(file=page))
    if result.folder is not None:
        screen.explain(_("records: {folder}").format(folder=result.folder))
    if result.adopted:
        screen.explain(_("{number} runs were there from before.").format(number=result.adopted))
    _tell_troubles(screen, result)


def _compare(
    screen: Screen,
    differences: Sequence[Difference],
    targets: Sequence[Target],
    names: Mapping[str, Mapping[str, Name]],
) -> None:
    """Print what each alternative changes, one table per scenario."""
    several = len(names["scenarios"]) > 1
    head = _("Each alternative beside the first, on the same luck")
    for scenario, name in names["scenarios"].items():
        of_this = [one for one in differences if one.scenario == scenario]
        only = {"alternatives": names["alternatives"], "scenarios": {scenario: name}}
        heads, rows = difference_rows(of_this, targets, **only)
        if rows:
            screen.heading(f"{head}: {name.text(language()) or scenario}" if several else head)
            screen.table(heads, rows)


def _side_by_side(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return verdicts with the alternatives of each target in a row, so that they are compared."""
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for one in verdicts:
        groups.setdefault((one.scenario, one.target), []).append(one)
    return [one for group in groups.values() for one in group]


def as_object(result: StudyResult, points: Sequence[Point] = ()) -> dict[str, Any]:
    """Return the object that is printed for programs (contracts §7).

    Parameters
    ----------
    points
        Of a study, whose object lists its alternatives too, each with what it changes.

    """
    several = len(result.replications) > 1  # one target is judged in each: they must be told apart
    return {
        "id": result.id,
        "seed": result.seed,
        "replications": max(result.replications.values(), default=0),
        "verdicts": [
            one.as_json() | ({"scenario": one.scenario} if several else {})
            for one in result.verdicts
        ],
        "out": None if result.folder is None else str(result.folder),
        **({"alternatives": _alternatives(result, points)} if points else {}),
        **({"variance": [one.as_json() for one in result.components]} if result.components else {}),
        **(
            {"unverified": [one.as_json() for one in result.unverified]}
            if result.unverified
            else {}
        ),
    }


def _alternatives(result: StudyResult, points: Sequence[Point]) -> list[dict[str, Any]]:
    """Return the alternatives in the order of the study, each beside the first on the same luck."""
    names = {point.alternative: point.case.world.plan.name for point in points}
    return [
        {
            "alternative": id,
            "name": {"zh": name.zh, "en": name.en},
            "differences": [one.as_json() for one in result.differences if one.alternative == id],
        }
        for id, name in names.items()
    ]


def exit_code(result: StudyResult, *, check: bool) -> int:
    """Return the exit code of a run or a study."""
    if result.interrupted:
        return STOPPED
    if result.failures:
        return OUR_BUG
    missed = any(verdict.verdict == "not_met" for verdict in result.verdicts)
    return FAILED if check and missed else DONE


def _report(result: StudyResult, points: Sequence[Point], title: Name) -> Path | None:
    """Write the page that a planner keeps, the language in force first."""
    if result.folder is None:
        return None
    languages = sorted(LANGUAGES, key=lambda one: one != language())
    return write_report(result.folder, points, result, title=title, languages=languages)


def _figure(result: StudyResult, points: Sequence[Point], title: Name) -> list[Path]:
    if result.folder is None:
        return []
    panels = study_panels(result.folder, points, result.verdicts)
    return save_response_figure(panels, result.folder, title=title) if panels else []


def _tell_troubles(screen: Screen, result: StudyResult) -> None:
    for file in result.damaged:
        screen.warn(_("damaged, made anew: {file}").format(file=file))
    if result.interrupted:
        screen.warn(_("Stopped early. The same command goes on from here."))
    if result.failures:
        first = result.failures[0]
        text = _("{number} runs failed and are missing above. The first, replication {first}:")
        screen.warn(text.format(number=len(result.failures), first=first.replication))
        screen.warn(first.what.strip().splitlines()[-1])
        screen.warn(_("Where it arose is in {file}.").format(file=MANIFEST))
