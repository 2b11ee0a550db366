"""Design points out of files: each file read once, networks and impacts shared by all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sandtable.dispatch import KINDS as COMMANDS
from sandtable.dispatch import POLICIES
from sandtable.files import (
    Above,
    Instead,
    Reader,
    ScenarioFiles,
    StudyStated,
    read_scenario,
    read_study,
)
from sandtable.files.impact_files import ImpactTable, ImpactTables
from sandtable.files.place_builder import Peopled
from sandtable.files.reader import COMMAND_LINE, NamedFile
from sandtable.files.set_option import read_settings
from sandtable.files.settling import named_file
from sandtable.files.study_files import AlternativeStated
from sandtable.files.table import Table
from sandtable.files.tree import content_hash, fault_at
from sandtable.ground.faults import Fault, Remark, UserFaults
from sandtable.ground.language import _
from sandtable.ground.names import Name
from sandtable.hazards import HazardSource, Impact, derive, read_impacts
from sandtable.hazards.around import Around
from sandtable.hazards.cache import Cache
from sandtable.hazards.content import content_of
from sandtable.hazards.kinds import constants, realisations, season_constants
from sandtable.study.case import Case, Point, Variant
from sandtable.study.each_source import with_each
from sandtable.study.measures import MEASURES
from sandtable.world.network import Network

RUN_SEED = 1
"""Root of all luck of a single scenario where nothing is said."""


@dataclass(slots=True)
class Desk:
    """Reads the files of one load, each once, and keeps what variants can use again.

    Parameters
    ----------
    asked_seed
        Root of all luck where one was asked for; else that of the study, or `RUN_SEED`.
    cache
        Where realisations that take long are kept between commands.

    """

    sets: tuple[str, ...]
    asked_seed: int | None = None
    reader: Reader = field(default_factory=Reader)
    remarks: list[Remark] = field(default_factory=list)
    around: dict[str, Around] = field(default_factory=dict)
    """By entry that is worked out: its surroundings in the scenario read last."""
    cache: Cache = field(default_factory=Cache.of_user)
    _study_seed: int = RUN_SEED
    _impacts: dict[str, Sequence[Impact]] = field(default_factory=dict)

    @property
    def wrong_sets(self) -> list[Fault]:
        """What is wrong with the settings of the command line."""
        return read_settings(self.sets)[1]

    def study(self, path: Path) -> StudyStated:
        """Read the study file; its seed is the root of the luck of what is read from here on."""
        settings, _wrong = read_settings(self.sets)
        study = read_study(path, path.as_posix(), reader=self.reader, settings=settings)
        self._study_seed = study.seed
        return study

    @property
    def seed(self) -> int:
        """Root of all luck, that of the hazards among it."""
        return self._study_seed if self.asked_seed is None else self.asked_seed

    def points(
        self,
        scenarios: Sequence[NamedFile],
        alternatives: Sequence[AlternativeStated],
        known: Sequence[Fault] = (),
    ) -> tuple[Point, ...]:
        """Return the design points, or raise everything that is wrong in any of them.

        Parameters
        ----------
        known
            What is wrong with the study file itself.

        """
        points: list[Point] = []
        faults: list[Fault] = [*known, *self.wrong_sets]
        first: dict[str, NamedFile] = {}
        for scenario in scenarios:
            for alternative in alternatives or (None,):
                try:
                    point = self._point(scenario, alternative)
                except UserFaults as wrong:
                    faults += _told_by_the_study(wrong, scenario, alternative)
                    continue
                points.append(point)
                if first.setdefault(point.scenario, scenario) is not scenario:
                    faults.append(_same_id(scenario, point.scenario, first[point.scenario]))
        if faults:
            raise UserFaults(faults)
        return tuple(points)

    def _point(self, scenario: NamedFile, alternative: AlternativeStated | None) -> Point:
        own = alternative.settings if alternative is not None else ()
        sets = (*self.sets, *own)

        def again(settings: tuple[str, ...]) -> Case:
            return _case(self.read(scenario, _plan_of(alternative), settings), alternative)

        wrong = read_settings(own)[1]
        if wrong:
            raise UserFaults(wrong)
        read = self.read(scenario, _plan_of(alternative), sets)
        self.remarks += read.remarks
        variant: Variant = again
        return Point(
            scenario=read.world.scenario.id,
            alternative=read.world.plan.id if alternative is None else alternative.id,
            case=_case(read, alternative),
            settings=sets,
            variant=variant,
        )

    @property
    def above(self) -> Above:
        """What the rooms between files and this one know."""
        return Above(
            policies=tuple(POLICIES),
            commands=COMMANDS,
            measures=MEASURES,
            read_impacts=self._read_impacts,
            constants=constants,
            season_constants=season_constants(),
        )

    def read(
        self, scenario: NamedFile, instead: Instead | None, sets: Sequence[str]
    ) -> ScenarioFiles:
        """Read a scenario with all it names."""
        return read_scenario(
            scenario.path,
            scenario.name,
            reader=self.reader,
            settings=read_settings(sets)[0],
            instead=instead,
            above=self.above,
        )

    def _read_impacts(
        self, tables: ImpactTables, network: Network, zones: Mapping[str, Peopled]
    ) -> Sequence[Impact]:
        """Return the realisations of an entry; where nothing about them differs, the same."""
        if tables.hazard is None:
            return self._read_tables(tables, network, zones)
        around = Around(entry=tables.entry, network=network, zones=zones, stated=tables.hazard)
        self.around[tables.entry] = around
        key = content_of(around, self.seed)
        if key not in self._impacts:
            self._impacts[key] = realisations(
                around, self.seed, tell=self.remarks.append, cache=self.cache
            )
        return self._impacts[key]

    def _read_tables(
        self, tables: ImpactTables, network: Network, zones: Collection[str]
    ) -> Sequence[Impact]:
        key = content_hash([_described(tables), network.content_hash, sorted(zones)])
        if key not in self._impacts:
            self._impacts[key] = _realisations(tables, network, zones)
        return self._impacts[key]


def _plan_of(alternative: AlternativeStated | None) -> Instead | None:
    if alternative is None or alternative.plan is None:
        return None
    plan = alternative.plan
    return Instead(kind="plan", path=plan.path, name=plan.name, at=plan.node)


def _case(read: ScenarioFiles, alternative: AlternativeStated | None) -> Case:
    world = read.world
    if alternative is not None and alternative.name != Name():
        # Tables and figures call an alternative what the study calls it.
        world = replace(world, plan=replace(world.plan, name=alternative.name))
    return Case(world=with_each(world, read.impacts), impacts=read.impacts)


def _told_by_the_study(
    wrong: UserFaults, scenario: NamedFile, alternative: AlternativeStated | None
) -> Iterator[Fault]:
    """Tell a missing scenario, and what an alternative sets, where the study says it."""
    faults = wrong.faults
    if scenario.node is not None:
        faults = tuple(named_file(scenario.node, wrong, scenario.name, "scenarios"))
    own = alternative.settings if alternative is not None else ()
    place = alternative.settings_at if alternative is not None else None
    for fault in faults:
        paths = [text.partition("=")[0].partition(".")[2] for text in own]
        said = f"{fault.field} {fault.found}"
        if place is not None and fault.file == COMMAND_LINE and any(p in said for p in paths):
            mark = place.mark
            yield replace(fault, file=mark.file, line=mark.line, column=mark.column)
        else:
            yield fault


def _same_id(scenario: NamedFile, name: str, first: NamedFile) -> Fault:
    """Tell of two scenarios of one id: their results could not be told apart."""
    assert scenario.node is not None  # noqa: S101  a study names it
    shown = _("the id '{id}' of {file} again").format(id=name, file=first.name)
    expected, repair = _("scenarios with different ids"), _("Give one of them another id.")
    return fault_at(scenario.node.mark, "scenarios", shown, expected, repair, "twice")


def _described(tables: ImpactTables) -> list[object]:
    """Return what tables tell of an entry; a table, read once, is known by itself."""
    sides = [
        [id(one.table), one.columns, one.constants, one.earlier_s] if one is not None else []
        for one in (tables.roads, tables.people)
    ]
    return [tables.entry, repr(tables.sources), sides]


def _realisations(
    tables: ImpactTables, network: Network, zones: Collection[str]
) -> Sequence[Impact]:
    faults: list[Fault] = []
    roads, people = (_derived(side, faults) for side in (tables.roads, tables.people))
    if faults:
        raise UserFaults(faults)
    arcs = {name: number for number, name in enumerate(network.arc_ids.tolist())}
    sources = [
        HazardSource(id=one.id, control=one.control, recession_s=one.recession_s)
        for one in tables.sources
    ]
    return read_impacts(
        tables.entry,
        arcs,
        zones,
        roads=roads,
        people=people,
        sources=sources,
        parts=network.parts(),
    )


def _derived(side: ImpactTable | None, faults: list[Fault]) -> Table | None:
    if side is None:
        return None
    if not side.columns and not side.constants:
        return side.table
    columns = side.columns or {name: name for name in side.table.headers}
    table, wrong = derive(side.table, columns, side.constants, side.earlier_s)
    faults += wrong
    return table
