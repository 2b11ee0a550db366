"""A scenario with everything it names, from files to a World: or every fault of all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandtable.files.air_arcs import night_faults, with_flights
from sandtable.files.assumptions import named_curves
from sandtable.files.civil_checks import civil_faults
from sandtable.files.civil_reach import civil_reach
from sandtable.files.design_checks import design_faults
from sandtable.files.goods_checks import goods_faults
from sandtable.files.impact_files import (
    Dates,
    HazardStated,
    ImpactTables,
    impact_tables,
    neighbours_of,
)
from sandtable.files.networks import network_of
from sandtable.files.one_file import OneFile, one_file
from sandtable.files.onset_checks import onset_faults
from sandtable.files.place_builder import Peopled, peopled, place_of
from sandtable.files.plan_builder import plan_of
from sandtable.files.polder_check import PolderCheck, is_whole, wet_by_tables
from sandtable.files.polder_sense import polder_sense
from sandtable.files.reach import unreachable
from sandtable.files.reader import Opened, Reader
from sandtable.files.realisation import Realisation
from sandtable.files.recorded_files import Measures, recorded_faults
from sandtable.files.references import References
from sandtable.files.report_errors import report_faults
from sandtable.files.scenario_builder import scenario_of
from sandtable.files.sense import remarks_on
from sandtable.files.set_option import Setting
from sandtable.files.settling import named_file
from sandtable.files.spots import placed_in, with_sites
from sandtable.files.target_words import misspelt_words
from sandtable.files.targets_builder import targets_of
from sandtable.files.tree import Node, fault_at, text_of
from sandtable.files.tree import Path as TreePath
from sandtable.ground.faults import Fault, Remark, UserFaults
from sandtable.ground.language import _
from sandtable.world.network import Network
from sandtable.world.world import Assumption, World

NAMED = ("place", "plan", "targets")
"""Kinds of files that a scenario names, in the order of reading."""

ReadImpacts = Callable[[ImpactTables, Network, Mapping[str, Peopled]], Sequence[Any]]
"""Reads the realisations of an entry: tables, network, zones by id -> one per sample."""


def _no_impacts(
    tables: ImpactTables, network: Network, zones: Mapping[str, Peopled]
) -> Sequence[Realisation]:
    del tables, network, zones
    return ()


def _no_constants(stated: HazardStated) -> Sequence[Assumption]:
    del stated
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """What rooms above this one know, for checking files against it.

    Parameters
    ----------
    policies, commands
        Registered names; None = not known, nothing is checked.
    measures
        What recorded numbers may be of, by name; None = not known, nothing is checked.
    read_impacts
        Reads the tables of an impact, or works a hazard out; raises `UserFaults`.
    constants
        What a hazard that is worked out rests on beyond its file.
    season_constants
        What a season of fires rests on, likewise.

    """

    policies: Collection[str] | None = None
    commands: Collection[str] | None = None
    measures: Measures | None = None
    read_impacts: ReadImpacts = _no_impacts
    constants: Callable[[HazardStated], Sequence[Assumption]] = _no_constants
    season_constants: Sequence[Assumption] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFiles:
    """A scenario as files state it (情景文件).

    Parameters
    ----------
    world
        Place, network, plan, scenario and targets.
    impacts
        By id of the dormant entry: one realisation per sample.
    remarks
        What could be meant but looks odd.

    """

    world: World
    impacts: Mapping[str, Sequence[Any]]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """A file that takes the place of the one that a scenario names: another plan (备选方案).

    Parameters
    ----------
    kind
        ``place``, ``plan`` or ``targets``.
    name
        What faults call it.
    at
        Where it is named; None = on the command line.

    """

    kind: str
    path: Path
    name: str
    at: Node | None = None


def read_scenario(
    path: Path,
    name: str,
    *,
    reader: Reader | None = None,
    settings: Sequence[Setting] = (),
    instead: Instead | None = None,
    above: Above | None = None,
) -> ScenarioFiles:
    """Read a scenario and all it names.

    Parameters
    ----------
    path
        The scenario file.
    name
        What faults call it.
    reader
        What was read before; files are read once each.
    settings
        Values that take the place of those in the files, of any kind but study.
    instead
        A plan (or another file) in the place of the scenario's own: an alternative.
    above
        What rooms above this one know.

    Raises
    ------
    UserFaults
        With everything that is wrong in all files.

    """
    return _Reading(reader or Reader(), settings, instead, above or Above()).scenario(path, name)


def check_alone(
    path: Path,
    name: str,
    kind: str,
    *,
    reader: Reader,
    settings: Sequence[Setting] = (),
    above: Above | None = None,
) -> tuple[tuple[Fault, ...], tuple[Remark, ...]]:
    """Check a place, plan or targets file by itself; what other files would tell stays open."""
    reading = _Reading(reader, settings, None, above or Above())
    try:
        reading.alone(path, name, kind)
    except UserFaults as wrong:
        reading.faults += wrong.faults
    return tuple(reading.faults), tuple(reading.remarks)


@dataclass(slots=True)
class _Reading:
    reader: Reader
    settings: Sequence[Setting]
    instead: Instead | None
    above: Above
    files: dict[str, OneFile] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)

    def scenario(self, path: Path, name: str) -> ScenarioFiles:
        self._take(self.reader.open(path, name, "scenario"))
        for kind in NAMED:
            self._open_named(kind)
        self.faults += self._settings_of_nothing()
        roads = self._network()
        network = self._with_flights(roads)
        impacts = self._impacts(network)
        self._check_references(network, impacts, path)
        self._check_reach(roads)
        self._check_flood(network, impacts)
        self.faults += misspelt_words({k: f.root for k, f in self.files.items()}, path)
        if self.faults:
            raise UserFaults(self.faults)
        assert network is not None  # noqa: S101  or there was a fault
        assert impacts is not None  # noqa: S101  the same
        world = self._world(network, impacts)
        self.remarks += remarks_on(world, impacts, {k: f.root for k, f in self.files.items()})
        remarks = tuple(sorted(set(self.remarks)))
        return ScenarioFiles(world=world, impacts=impacts, remarks=remarks)

    # ---- reading

    def _open_named(self, kind: str) -> None:
        """Open a file that the scenario names."""
        scenario, instead = self.files["scenario"], self.instead
        node = scenario.root.get(kind)
        if instead is not None and instead.kind == kind:
            self._open(instead.path, instead.name, kind, instead.at)
        elif node is not None and text_of(node):
            path, name = self.reader.beside(node.mark, text_of(node), scenario.name)
            self._open(path, name, kind, node)

    def _open(self, path: Path, name: str, kind: str, node: Node | None) -> None:
        try:
            opened = self.reader.open(path, name, kind)
        except UserFaults as wrong:
            told = list(wrong.faults) if node is None else named_file(node, wrong, name, kind)
            self.faults += told
        else:
            self._take(opened)

    def _settings_of_nothing(self) -> Iterator[Fault]:
        """Yield settings of a kind of file that the scenario does not name."""
        scenario = self.files["scenario"]
        for setting in self.settings:
            kind = setting.kind
            if kind in NAMED and kind not in self.files and scenario.root.get(kind) is None:
                shown = f"'{kind}.{setting.path}'"
                expected = _("a kind of file that {file} names").format(file=scenario.name)
                repair = _("Name the file in the scenario.")
                yield fault_at(setting.value.mark, "", shown, expected, repair, "set")

    def _take(self, opened: Opened) -> None:
        """Lay the settings over a file, and keep all that is to be said of it."""
        file = one_file(opened, self.settings, self.reader)
        self.faults += file.faults
        self.remarks += file.remarks
        self.assumptions += file.assumptions
        self.files[file.kind] = file

    def _network(self) -> Network | None:
        place = self.files.get("place")
        node = place.root.get("network") if place is not None else None
        if place is None or node is None or not text_of(node):
            return None
        try:
            network = network_of(node, self.reader, place.name)
        except UserFaults as wrong:
            self.faults += wrong.faults
            return None
        if place.model is None or place.broken:
            return network
        scenario = self.files.get("scenario")
        whole = scenario is not None and scenario.model is not None and not scenario.broken
        drill = (scenario.model, scenario.root) if scenario is not None and whole else (None, None)
        return with_sites(placed_in(place.model, place.root, *drill), network, self.faults)

    def _with_flights(self, roads: Network | None) -> Network | None:
        """Return the network with the flights between the landing sites of the place."""
        if roads is None:
            return None
        network = with_flights(roads, self.files["place"].model)
        plan = self.files.get("plan")
        if plan is not None:
            self.faults += night_faults(network, plan.model, plan.root)
        return network

    def _impacts(self, network: Network | None) -> dict[str, Sequence[Any]] | None:
        """Return the realisations of each entry; None if any of them could not be read."""
        scenario, place = self.files["scenario"], self.files.get("place")
        model = scenario.model
        if model is None or network is None or place is None:
            return None
        if place.model is None or "zones" in place.broken:
            return None
        zones = peopled(place.model, network)
        links = frozenset(network.arc_ids.tolist())
        self.assumptions += self.above.season_constants if model.seasons else ()
        found: dict[str, Sequence[Any]] = {}
        for number, entry in enumerate(model.impacts):
            if entry.polder is not None and not is_whole(entry.polder, links):
                continue  # told by the checks of references and of polders
            where: TreePath = ("impacts", number)
            try:
                tables = impact_tables(
                    entry,
                    scenario.root,
                    where,
                    self.reader,
                    scenario.name,
                    design=model.design,
                    ensemble=model.samples,
                    dates=Dates.of(entry, model.start, place.model.timezone),
                    neighbours=neighbours_of(entry, model, scenario.root, where),
                )
                found[entry.id] = self.above.read_impacts(tables, network, zones)
                if tables.hazard is not None:
                    self.assumptions += self.above.constants(tables.hazard)
            except UserFaults as wrong:
                self.faults += wrong.faults
        return found if len(found) == len(model.impacts) else None

    def alone(self, path: Path, name: str, kind: str) -> None:
        """Check a file that no scenario uses, as far as it goes."""
        self._take(self.reader.open(path, name, kind))
        network = self._network()
        self._check_references(network, None, None)
        self._check_reach(network)

    # ---- checking and building

    def _check_references(
        self,
        network: Network | None,
        impacts: Mapping[str, Sequence[Any]] | None,
        path: Path | None,
    ) -> None:
        exposures = None
        if impacts is not None:
            exposures = {
                k for drawn in impacts.values() for one in drawn for k in one.exposure_kinds
            }
            stated = (one.physics for one in self.files["scenario"].model.impacts)
            exposures |= {k for one in stated if one is not None for k in one[1].exposes}
        checks = References(
            trees={kind: file.root for kind, file in self.files.items()},
            files={kind: file.name for kind, file in self.files.items()},
            network=network,
            broken={(kind, one) for kind, file in self.files.items() for one in file.broken},
            above={
                "policies": self.above.policies,
                "commands": self.above.commands,
                "measures": self.above.measures,
                "exposures": exposures,
            },
            path=path,
        )
        self.faults += checks.faults()
        self.faults += civil_faults(checks, impacts)
        self.faults += goods_faults(checks)
        self.faults += report_faults(checks)
        self.faults += onset_faults(checks)
        scenario = self.files.get("scenario")
        if scenario is not None and scenario.model is not None:
            self.faults += design_faults(scenario.model, scenario.root)

    def _check_reach(self, network: Network | None) -> None:
        place = self.files.get("place")
        if network is None or place is None or place.model is None:
            return
        faults, remarks = unreachable(place.model, place.root, network)
        self.faults += faults
        self.remarks += remarks
        models = {kind: file.model for kind, file in self.files.items()}
        if models.get("plan") is not None and models.get("scenario") is not None:
            faults, remarks = civil_reach(models, self.files["plan"].root, network)
            self.faults += faults
            self.remarks += remarks

    def _check_flood(
        self, network: Network | None, impacts: Mapping[str, Sequence[Any]] | None
    ) -> None:
        """Check polders, and what a real event recorded: they hang on several files."""
        scenario, models = self.files["scenario"], self._models()
        file = models["scenario"]
        if file is None:
            return
        if self.above.measures is not None:
            self.faults += recorded_faults(file.recorded, scenario.root, self.above.measures)
        if models.get("place") is not None and "zones" not in self.files["place"].broken:
            zones = {zone.id for zone in models["place"].zones}
            wet = wet_by_tables(file, impacts)
            self.faults += PolderCheck(file, scenario.root, zones, wet).faults()
        if network is not None:
            trees = {kind: one.root for kind, one in self.files.items()}
            self.faults += polder_sense(models, trees, network)

    def _models(self) -> dict[str, Any]:
        return {kind: file.model for kind, file in self.files.items()}

    def _world(self, network: Network, impacts: Mapping[str, Sequence[Any]] | None) -> World:
        numbers = {name: number for number, name in enumerate(network.node_ids.tolist())}
        models = self._models()
        place = place_of(models["place"], numbers, network)
        samples = max((len(drawn) for drawn in (impacts or {}).values()), default=1)
        scenario = scenario_of(
            models["scenario"], place, numbers, samples, network, self.above.measures
        )
        curves = named_curves(self.files["plan"].root)
        return World(
            place=place,
            network=network,
            plan=plan_of(models["plan"]),
            scenario=scenario,
            targets=targets_of(models["targets"]) if "targets" in models else (),
            assumptions=(*self.assumptions, *curves),
            name=scenario.name,
        )
