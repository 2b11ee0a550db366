"""Water on a terrain as people write it: ground, rain, inlets, breaches, pumps (地形上的洪水)."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sandtable.files.curves import InTime
from sandtable.files.fields import (
    Coordinate,
    Distance,
    Duration,
    FileName,
    FileNames,
    Flow,
    Height,
    Item,
    Part,
    PositiveArea,
    PositiveCountLaw,
    PositiveDistance,
    PositiveDuration,
    PositiveFlow,
    PositiveNumber,
    PositiveVolume,
    Rain,
    RatePer,
    ShiftLaw,
    Text,
    Until,
    Wrong,
)
from sandtable.files.ground_part import GroundPart
from sandtable.files.hazard_part import WaterSourcePart, hazard_kind
from sandtable.files.polder_model import GrowthPoint
from sandtable.files.population_model import PeopledPart
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import written

LONGEST_STEP_S = 900.0
"""Frames farther apart leave out what traffic would notice [s]."""

MOST_FRAMES = 50_000
"""Each frame is laid over all roads: a year of quarters of an hour has fewer."""

MOST_MANNING = 1.0
"""No ground is rougher [s/m^(1/3)]."""

_AS_STATED = Law.constant(1.0)
_NO_SHIFT = Law.constant(0.0)

OnRoads = Literal["depth", "velocity", "depth_velocity"]
OnPeople = Literal["water", "h2", "h3", "h4", "h5", "h6", "lethal"]


def _depth_and_flow() -> list[OnRoads]:
    return ["depth", "depth_velocity"]


def _water() -> list[OnPeople]:
    return ["water"]


class RainPoint(Item):
    """Rain at a time, linear to the next (雨强过程)."""

    at: Duration
    rain: Rain

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "时间(小时)": "at_h",
        "雨强": "rain",
        "雨强(毫米/小时)": "rain_mmh",
    }


class FlowPoint(Item):
    """Discharge at a time, linear to the next (流量过程)."""

    at: Duration
    flow: Flow

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "时间(小时)": "at_h",
        "流量": "flow",
        "流量(立方米/秒)": "flow_m3s",
    }


class LevelPoint(Item):
    """Level of water at a time, linear to the next (水位过程)."""

    at: Duration
    level: Height

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "时间(小时)": "at_h",
        "水位": "level",
        "水位(米)": "level_m",
    }


class SpotItem(Item):
    """A place on the terrain: a node, or coordinates as those of the network's nodes."""

    node: Text = ""
    x: Coordinate | None = None
    y: Coordinate | None = None
    within: Distance = 0.0

    @model_validator(mode="after")
    def one_place(self) -> Self:
        """Refuse none and two."""
        both = self.x is not None and self.y is not None
        if bool(self.node) == both or (self.x is None) != (self.y is None):
            expected = _("'node', or 'x' and 'y'")
            repair = _("Say where it is, in the coordinates of the network's nodes.")
            shown = _("both") if self.node else _("neither")
            raise Wrong(shown, expected, repair, code="spot")
        return self


class InletItem(SpotItem):
    """Water that flows in at a place (入流)."""

    flow: InTime[FlowPoint]


class PumpItem(SpotItem):
    """Pumps that take water out at a place (排涝)."""

    flow: PositiveFlow
    begin: Annotated[Duration, Field(alias="from")] = 0.0
    end: Annotated[Duration, Field(alias="to")] = math.inf

    @model_validator(mode="after")
    def end_after_begin(self) -> Self:
        """Refuse pumps that stop before they run."""
        if self.end <= self.begin:
            expected = _("later than 'from', {time}")
            expected = expected.format(time=written("duration", self.begin))
            shown, repair = written("duration", self.end), _("Correct one of the two.")
            raise Wrong(shown, expected, repair, code="pump", inside=("to",))
        return self


class StandingItem(SpotItem):
    """Water that stands at the beginning, all around a place up to a level (初始水体)."""

    level: ShiftLaw


class FroehlichPart(Part):
    """A breach by the law of Froehlich (2008), for embankment dams."""

    volume: PositiveVolume
    crest: Height
    bottom: Height
    mode: Literal["overtopping", "piping"] = "overtopping"
    course: Literal["linear", "sine"] = "sine"

    @model_validator(mode="after")
    def crest_above_bottom(self) -> Self:
        """Refuse a breach that opens upwards."""
        if self.bottom >= self.crest:
            expected = _("less than 'crest', {distance}")
            expected = expected.format(distance=written("distance", self.crest))
            shown = written("distance", self.bottom)
            repair = _("The breach opens from the crest down to the bottom.")
            raise Wrong(shown, expected, repair, code="breach", inside=("bottom",))
        return self


class BreachItem(SpotItem):
    """A breach of a dike, between a level outside and the terrain inside (堤防溃口)."""

    outside: InTime[LevelPoint]
    opens: Duration = 0.0
    growth: InTime[GrowthPoint] | None = None
    froehlich: FroehlichPart | None = None
    dam_break: bool = False

    @model_validator(mode="after")
    def one_growth(self) -> Self:
        """Refuse none and two."""
        if (self.growth is None) == (self.froehlich is None):
            expected = _("'growth' or 'froehlich'")
            repair = _("Say how the breach grows, in one way.")
            shown = _("neither") if self.growth is None else _("both")
            raise Wrong(shown, expected, repair, code="breach")
        if self.growth is not None and self.growth[0].at > 0.0:
            shown = written("duration", self.growth[0].at)
            expected, repair = _("a first point at 0 h"), _("Say how wide the breach opens.")
            raise Wrong(shown, expected, repair, code="breach", inside=("growth", 0, "at"))
        if self.dam_break:
            expected = _("a breach that grows slowly")
            repair = _("A wave behind a dam needs results of another model, as tables.")
            raise Wrong(_("a dam break"), expected, repair, code="dam", inside=("dam_break",))
        return self


class EdgeItem(Item):
    """A side of the terrain over which water goes (开边界); sides that are not named are closed."""

    side: Literal["north", "south", "west", "east"]
    slope: PositiveNumber = 0.001
    level: InTime[LevelPoint] | None = None

    @model_validator(mode="after")
    def one_way(self) -> Self:
        """Refuse an edge over which water goes in two ways."""
        if self.level is not None and "slope" in self.model_fields_set:
            repair = _("Say how water goes over it, in one way.")
            raise Wrong(_("both"), _("'slope' or 'level'"), repair, code="edge")
        return self


class CoverPart(Part):
    """Cover of the ground as codes, and what each code is (地表覆盖)."""

    file: FileName
    crs: Text = ""
    classes: Annotated[dict[Text, Text], Field(min_length=1)]


class LiftedItem(Item):
    """A road above the ground of the terrain: a bridge, a dam (架空路段)."""

    link_id: Text
    by: PositiveDistance

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "路段编号": "link_id",
        "高出": "by",
        "高出(米)": "by_m",
    }


class TerrainPart(GroundPart, PeopledPart):
    """What all hazards state that put water on a terrain (地形)."""

    source: WaterSourcePart
    terrain: Annotated[FileNames, Field(min_length=1)]
    lifted: list[LiftedItem] = Field(default_factory=list)
    raised: Distance = 0.0
    bridges: Distance = 0.0
    depth: PositiveDistance = 0.3
    every: PositiveDuration = LONGEST_STEP_S
    until: Until
    accept_interpolation: bool = False

    @property
    def exposes(self) -> tuple[str, ...]:
        """Kinds of exposure that it tells of."""
        return ("water",)

    @model_validator(mode="after")
    def often_enough(self) -> Self:
        """Refuse frames that are far apart where nobody has accepted it."""
        if self.every > LONGEST_STEP_S and not self.accept_interpolation:
            expected = _("at most {time}").format(time=written("duration", LONGEST_STEP_S))
            repair = _("Write a shorter step, or 'accept_interpolation: true'.")
            shown = written("duration", self.every)
            raise Wrong(shown, expected, repair, code="every", inside=("every",))
        if self.until > MOST_FRAMES * self.every:
            expected = _("at most {number} frames up to 'until'").format(number=MOST_FRAMES)
            shown = written("duration", self.every)
            raise Wrong(shown, expected, _("Write a longer step."), code="every", inside=("every",))
        return self


@hazard_kind("water")
class WaterPart(TerrainPart):
    """Slow water in two dimensions: rain, inflow, breaches (二维洪水)."""

    REFERENCES: ClassVar = (
        ("lifted[].link_id", "arcs"),
        *((f"{name}[].node", "nodes") for name in ("inlets", "pumps", "standing", "breaches")),
    )
    FILES: ClassVar = ("terrain", "cover.file", "population.file")

    rain: InTime[RainPoint] | None = None
    rain_factor: PositiveCountLaw = _AS_STATED
    inlets: list[InletItem] = Field(default_factory=list)
    flow_factor: PositiveCountLaw = _AS_STATED
    breaches: list[BreachItem] = Field(default_factory=list)
    width_factor: PositiveCountLaw = _AS_STATED
    level_shift: ShiftLaw = _NO_SHIFT
    pumps: list[PumpItem] = Field(default_factory=list)
    standing: list[StandingItem] = Field(default_factory=list)
    edges: list[EdgeItem] | None = None
    manning: PositiveNumber = 0.04
    cover: CoverPart | None = None
    manning_factor: PositiveCountLaw = _AS_STATED
    soak: Rain = 0.0
    soak_first: Rain | None = None
    soak_decay: RatePer = 0.0
    keep_pits: bool = False
    intensities: Annotated[list[OnRoads], Field(min_length=1)] = Field(
        default_factory=_depth_and_flow
    )
    exposures: Annotated[list[OnPeople], Field(min_length=1)] = Field(default_factory=_water)

    @property
    def exposes(self) -> tuple[str, ...]:
        """Kinds of exposure that it tells of."""
        return tuple(self.exposures)

    @model_validator(mode="after")
    def each_side_once(self) -> Self:
        """Refuse a side over which water goes in two ways."""
        sides = [one.side for one in self.edges or ()]
        for number, side in enumerate(sides):
            if side in sides[:number]:
                inside: tuple[str | int, ...] = ("edges", number, "side")
                shown = _("'{key}' a second time").format(key=side)
                repair = _("Take one of them out.")
                raise Wrong(shown, _("each side once"), repair, code="twice", inside=inside)
        return self

    @model_validator(mode="after")
    def water_from_somewhere(self) -> Self:
        """Refuse water that comes from nowhere."""
        levels = any(one.level is not None for one in self.edges or ())
        if not (self.rain or self.inlets or self.breaches or self.standing or levels):
            expected = _("'rain', 'inlets', 'breaches', 'standing', or edges with a 'level'")
            repair = _("Say where the water comes from.")
            raise Wrong(_("no water"), expected, repair, code="dry")
        return self

    @model_validator(mode="after")
    def one_ground(self) -> Self:
        """Refuse roughness that is stated twice, and dry ground that takes less than wet."""
        if self.cover is not None and "manning" in self.model_fields_set:
            repair = _("Say how rough the ground is, in one way.")
            raise Wrong(_("both"), _("'manning' or 'cover'"), repair, code="rough")
        if self.manning > MOST_MANNING:
            expected = _("at most {limit}").format(limit=f"{MOST_MANNING:g}")
            repair = _("That is Manning's n; Strickler's coefficient is 1 over it.")
            shown = f"{self.manning:g}"
            raise Wrong(shown, expected, repair, code="rough", inside=("manning",))
        first = self.soak if self.soak_first is None else self.soak_first
        if first < self.soak:
            expected = _("at least 'soak', {rain}").format(rain=written("rain", self.soak))
            repair = _("Dry ground takes more than wet.")
            raise Wrong(
                written("rain", first), expected, repair, code="soak", inside=("soak_first",)
            )
        if self.soak_decay > 0.0 and self.soak_first is None:
            repair = _("Say what dry ground takes at first.")
            raise Wrong(_("no 'soak_first'"), _("one with 'soak_decay'"), repair, code="soak")
        return self


@hazard_kind("stage")
class StagePart(TerrainPart):
    """A river that rises to a stage over a terrain: depth = stage - HAND (河道水位)."""

    REFERENCES: ClassVar = (("lifted[].link_id", "arcs"),)
    FILES: ClassVar = ("terrain", "population.file")

    river: PositiveArea
    stage: InTime[LevelPoint]
    stage_factor: PositiveCountLaw = _AS_STATED
    stage_shift: ShiftLaw = _NO_SHIFT
