"""Types of the values in files: quantities with units, laws, ids, names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError, core_schema

from sandtable.ground.fitting import NUMBERS_WITHOUT_UNIT, LawFault
from sandtable.ground.language import _
from sandtable.ground.laws import KINDS, Law
from sandtable.ground.names import ID_PATTERN, MAX_ID_BYTES, TARGET_ID_PATTERN, Name
from sandtable.ground.units import DIMENSIONS, UnitFault, dimension_name, found, quantity, written

COUNT = "count"
"""Stands for a dimension where laws are of plain numbers."""

_POSITIONS = {"triangular": ("low", "mode", "high"), "uniform": ("low", "high")}
_TABLES = ("empirical", "choice")
_SMALLEST_U = 2.0**-53
_CHINESE = re.compile("[\u3400-\u9fff]")


class Wrong(PydanticCustomError):
    """A value that does not do, in the parts of a fault."""

    def __new__(
        cls,
        found: str,
        expected: str,
        repair: str,
        *,
        code: str,
        inside: tuple[str | int, ...] = (),
    ) -> Self:
        """Make the error; `inside` leads from the field to the wrong part of its value."""
        parts = {"found": found, "expected": expected, "repair": repair, "inside": inside}
        return super().__new__(cls, code.replace("-", "_"), "{found}", parts)

    def __init__(self, *parts: str, **more: object) -> None:
        """Take nothing more: all is made by then, and exceptions take no names."""
        del parts, more
        ValueError.__init__(self)


class Part(BaseModel):
    """A mapping of a file: unknown keys are refused, plain types are what they say."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, populate_by_name=False, allow_inf_nan=False
    )


class Item(Part):
    """An item of a list; such a list may be a table instead.

    `HEADERS` are the keys by the Chinese headers of the list's template, and `WORDS` the words of
    files by Chinese words that cells of a table may hold.
    """

    HEADERS: ClassVar[dict[str, str]] = {
        "编号": "id",
        "代码": "code",
        "名称": "name",
        "中文名称": "name_zh",
        "英文名称": "name_en",
    }
    WORDS: ClassVar[dict[str, str]] = {}


class FilePart(Part):
    """A file as a whole."""


_Thing = TypeVar("_Thing")
Items = Annotated[list[_Thing], Field(default_factory=list)]
"""Items of a list that may be missing."""


def closest(text: str, known: Iterable[str]) -> str:
    """Return the question whether something known was meant; empty if nothing is near."""
    near = get_close_matches(text, list(known), n=1)
    return _("Did you mean '{near}'?").format(near=near[0]) if near else ""


@dataclass(frozen=True, slots=True)
class AnyQuantity:
    """Marks a field as a quantity whose dimension another field decides."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Marks a field as a quantity of a dimension, held in its base unit.

    Parameters
    ----------
    above_0
        Whether 0 is refused.
    below_1, up_to_1
        Whether a ratio of 100 % is refused, or one of more.
    signed
        Whether it may be below 0: a height above datum.
    least
        Smallest value where it is signed: no air is colder than absolute zero.
    most
        Largest value, where it is less than that of the dimension.

    """

    dimension: str
    above_0: bool = False
    below_1: bool = False
    up_to_1: bool = False
    signed: bool = False
    least: float = -math.inf
    most: float = math.inf

    def read(self, value: object) -> float:
        """Return the quantity in its base unit."""
        try:
            read = (
                _signed(self.dimension, value) if self.signed else quantity(self.dimension, value)
            )
        except UnitFault as wrong:
            raise Wrong(wrong.found, wrong.expected, wrong.repair, code="unit") from None
        expected = self._limit(read)
        if expected:
            raise Wrong(found(value), expected, _("Correct the number."), code="limit")
        return read

    def _limit(self, read: float) -> str:
        """Return what is expected of a value that is out of its limits; empty if it is within."""
        if self.above_0 and read <= 0.0:
            return _("{quantity}, above 0").format(quantity=dimension_name(self.dimension))
        if self.below_1 and read >= 1.0:
            return _("less than {limit}").format(limit="100 %")
        if self.up_to_1 and read > 1.0:
            return _("at most {high}").format(high="100 %")
        if read < self.least:
            return _("at least {limit}").format(limit=written(self.dimension, self.least))
        if read > self.most:
            return _("at most {limit}").format(limit=written(self.dimension, self.most))
        return ""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:  # noqa: ANN401
        """Validate by `read` alone."""
        del source, handler
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:  # noqa: ANN401
        """Describe the text for editors."""
        del schema, handler
        return uncertain(text_schema(self.dimension))


def or_text(schema: dict[str, Any]) -> None:
    """Let a text be right too, in the JSON Schema of a field or part with a short form."""
    kept = ("title", "default", "description")
    whole = {key: schema.pop(key) for key in list(schema) if key not in kept}
    schema["anyOf"] = [{"type": "string"}, whole]


MARKED = {"title": "Assumption"}
"""Stands in a JSON Schema for a number with its range; `schema` puts the definition there."""


def text_schema(dimension: str) -> dict[str, Any]:
    """Return the JSON Schema of a quantity with its unit."""
    first, second = (example.format(n=12) for example in DIMENSIONS[dimension].examples)
    return {"type": "string", "pattern": "[0-9]", "examples": [first, second]}


def uncertain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of a number that may be marked as uncertain."""
    return {"anyOf": [schema, dict(MARKED)]}


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Marks a field as a `Law` of quantities of a dimension, or of plain numbers (`COUNT`).

    Parameters
    ----------
    signed
        Whether its values may be below 0.
    above_0
        Whether 0 is refused.

    """

    dimension: str
    signed: bool = False
    above_0: bool = False

    def read(self, value: object) -> Law:
        """Return the law; a quantity alone is a constant."""
        if not isinstance(value, Mapping):
            law = Law.constant(self._quantity(value, ()))
            self._check_low_end(law, value, ())
            return law
        if len(value) != 1:
            raise self._wrong(", ".join(map(repr, value)) or _("nothing"), ())
        ((kind, parameters),) = value.items()
        if kind not in KINDS:
            near = get_close_matches(str(kind), KINDS, n=1)
            raise self._wrong(repr(kind), (kind,), near[0] if near else "")
        law = self._law(kind, parameters)
        self._check_low_end(law, value, (kind,))
        return law

    def _check_low_end(self, law: Law, value: object, inside: tuple[str, ...]) -> None:
        low = law.quantile(_SMALLEST_U)
        if low < 0.0 and not self.signed:
            expected = _("a law without values below 0")
            repair = _("Choose another law or a higher low end.")
            raise Wrong(_("values below 0"), expected, repair, code="law", inside=inside)
        if low <= 0.0 and self.above_0:
            repair = _("Choose another law or a higher low end.")
            shown = found(value) if not inside else _("values of 0")
            expected = _("more than {limit}").format(limit=0)
            raise Wrong(shown, expected, repair, code="law", inside=inside)

    def _law(self, kind: str, written: object) -> Law:
        read = {
            name: self._parameter(kind, name, value)
            for name, value in _named(kind, written).items()
        }
        try:
            return Law.of(kind, **read)
        except LawFault as wrong:
            inside = (kind,) if wrong.parameter == kind else (kind, wrong.parameter)
            repair = _("Correct the parameters of the law.")
            shown, expected = self._as_written(wrong, _named(kind, written))
            raise Wrong(shown, expected, repair, code="law", inside=inside) from None

    def _as_written(self, wrong: LawFault, parameters: Mapping[str, object]) -> tuple[str, str]:
        """Return what was found as it is written, and what was expected with its base unit."""
        text = parameters.get(wrong.parameter)
        base = DIMENSIONS[self.dimension].base if self.dimension != COUNT else ""
        if not isinstance(text, str) or not base:
            return wrong.found, wrong.expected
        return found(text), f"{wrong.expected} [{base}]"

    def _parameter(self, kind: str, name: str, value: object) -> Any:  # noqa: ANN401
        inside = (kind, name)
        if kind in _TABLES:
            if not isinstance(value, list):
                wanted, repair = _("a list of numbers"), _("Write [..., ...].")
                raise Wrong(found(value), wanted, repair, code="law", inside=inside)
            return [self._number(name, one, inside) for one in value]
        return self._number(name, value, inside)

    def _number(self, name: str, value: object, inside: tuple[str, ...]) -> float:
        if name in NUMBERS_WITHOUT_UNIT:
            return _plain_number(value, inside)
        return self._quantity(value, inside)

    def _quantity(self, value: object, inside: tuple[str, ...]) -> float:
        if self.dimension == COUNT:
            return _plain_number(value, inside)
        try:
            if self.signed:
                return _signed(self.dimension, value)
            return quantity(self.dimension, value)
        except UnitFault as wrong:
            raise Wrong(
                wrong.found, wrong.expected, wrong.repair, code="unit", inside=inside
            ) from None

    def _wrong(self, shown: str, inside: tuple[str, ...], near: str = "") -> Wrong:
        plain = _("a number") if self.dimension == COUNT else dimension_name(self.dimension)
        expected = _("{quantity} or one law of {laws}")
        expected = expected.format(quantity=plain, laws=", ".join(KINDS))
        repair = _("Write for example {{lognormal: {{median: 12 min, p90: 25 min}}}}.")
        if near:
            repair = _("Did you mean '{near}'?")
        return Wrong(shown, expected, repair.format(near=near), code="law", inside=inside)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:  # noqa: ANN401
        """Validate by `read` alone."""
        del source, handler
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:  # noqa: ANN401
        """Describe a quantity or a law for editors."""
        del schema, handler
        number = {"type": "number"} if self.dimension == COUNT else text_schema(self.dimension)
        law = {
            "type": "object",
            "properties": {kind: {} for kind in KINDS},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
        return uncertain({"anyOf": [number, law]})


def _named(kind: str, written: object) -> dict[str, object]:
    """Return the parameters of a law by name; short forms are lists and one bare value."""
    if kind in _TABLES:
        if isinstance(written, list):
            return {"values": written}
        if isinstance(written, Mapping) and not set(written) & {"values", "weights"}:
            return {"values": list(written), "weights": list(written.values())}
    if isinstance(written, Mapping):
        return dict(written)
    names = _POSITIONS.get(kind, ())
    if isinstance(written, list) and len(written) == len(names):
        return dict(zip(names, written, strict=True))
    if kind == "constant":
        return {"value": written}
    expected = _("its parameters by name")
    repair = _("Write for example {{mean: 12 min}}.").format()
    raise Wrong(found(written), expected, repair, code="law", inside=(kind,))


def _signed(dimension: str, value: object) -> float:
    """Read a quantity that may carry a minus sign."""
    text = value.strip() if isinstance(value, str) else ""
    if text[:1] in ("-", "−", "－"):  # as keyboards and word processors type it
        try:
            return -quantity(dimension, text[1:].strip())
        except UnitFault as wrong:
            raise UnitFault(found(value), wrong.expected, wrong.repair) from None
    return quantity(dimension, value)


def _plain_number(value: object, inside: tuple[str, ...]) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value) and value >= 0:  # type: ignore[arg-type, operator]
        return float(value)  # type: ignore[arg-type]
    expected, repair = _("a number of at least 0"), _("Write a plain number.")
    raise Wrong(found(value), expected, repair, code="number", inside=inside)


def _id(value: object) -> str:
    return _checked_id(value, ID_PATTERN, _("an id of a-z, 0-9 and _ that begins with a letter"))


def _target_id(value: object) -> str:
    expected = _("an id of a-z, 0-9 and _, parts joined by dots")
    return _checked_id(value, TARGET_ID_PATTERN, expected)


def _checked_id(value: object, pattern: re.Pattern[str], expected: str) -> str:
    if isinstance(value, str) and pattern.fullmatch(value) and len(value) <= MAX_ID_BYTES:
        return value
    if isinstance(value, str) and len(value) > MAX_ID_BYTES:
        expected = _("an id of at most {count} characters").format(count=MAX_ID_BYTES)
    repair = _("Chinese and English names go into 'name'.")
    near = _as_id(value)
    if near and pattern.fullmatch(near):
        repair = _("Write '{near}'.").format(near=near)
    raise Wrong(found(value), expected, repair, code="id")


def _as_id(value: object) -> str:
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or len(text) >= MAX_ID_BYTES:
        return ""
    plain = re.sub(r"[^a-z0-9_.]+", "_", text.strip().lower())
    return f"v{plain}" if plain[:1].isdigit() else plain


def _text(value: object) -> object:
    """Let a whole number stand for the text that it is written as: node 12, plan 145."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _words(value: object) -> object:
    """Let one word stand for a list of one."""
    return [value] if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": ["string", "integer"]})]
_ID_SCHEMA = {"type": "string", "pattern": f"^{ID_PATTERN.pattern}$", "maxLength": MAX_ID_BYTES}
Id = Annotated[str, BeforeValidator(_id), WithJsonSchema(_ID_SCHEMA)]
TargetId = Annotated[
    str,
    BeforeValidator(_target_id),
    WithJsonSchema(_ID_SCHEMA | {"pattern": f"^{TARGET_ID_PATTERN.pattern}$"}),
]
FileName = Annotated[Text, Field(min_length=1)]
_LIST = {"type": "array", "items": {"type": "string"}}
_WORDS_SCHEMA = {"anyOf": [{"type": "string"}, _LIST]}
Ids = Annotated[list[Id], BeforeValidator(_words), WithJsonSchema(_WORDS_SCHEMA)]
Texts = Annotated[list[Text], BeforeValidator(_words), WithJsonSchema(_WORDS_SCHEMA)]
FileNames = Annotated[list[FileName], BeforeValidator(_words), WithJsonSchema(_WORDS_SCHEMA)]

LONGEST_HAZARD_S = 365.0 * 86400.0
"""A hazard is worked out in steps of minutes: nobody means more of them than a year has [s]."""
MOST_SAMPLES = 100_000
"""Each sample is worked out and kept: nobody means more."""

Duration = Annotated[float, Quantity("duration")]
Distance = Annotated[float, Quantity("distance")]
Area = Annotated[float, Quantity("area")]
Height = Annotated[float, Quantity("distance", signed=True)]
Mass = Annotated[float, Quantity("mass")]
Speed = Annotated[float, Quantity("speed")]
Ratio = Annotated[float, Quantity("ratio")]
Share = Annotated[float, Quantity("ratio", up_to_1=True)]
PositiveDuration = Annotated[float, Quantity("duration", above_0=True)]
Until = Annotated[float, Quantity("duration", above_0=True, most=LONGEST_HAZARD_S)]
PositiveDistance = Annotated[float, Quantity("distance", above_0=True)]
PositiveArea = Annotated[float, Quantity("area", above_0=True)]
PositiveMass = Annotated[float, Quantity("mass", above_0=True)]
PositiveSpeed = Annotated[float, Quantity("speed", above_0=True)]
RatePer = Annotated[float, Quantity("rate")]
DurationLaw = Annotated[Law, Uncertain("duration")]
CountLaw = Annotated[Law, Uncertain(COUNT)]
PositiveCountLaw = Annotated[Law, Uncertain(COUNT, above_0=True)]
SpeedLaw = Annotated[Law, Uncertain("speed")]
PositiveSpeedLaw = Annotated[Law, Uncertain("speed", above_0=True)]
PositiveDurationLaw = Annotated[Law, Uncertain("duration", above_0=True)]
ShiftLaw = Annotated[Law, Uncertain("distance", signed=True)]
PositiveVolume = Annotated[float, Quantity("volume", above_0=True)]
Pressure = Annotated[float, Quantity("pressure", above_0=True)]
AngleLaw = Annotated[Law, Uncertain("angle")]
ShareLaw = Annotated[Law, Uncertain("ratio")]
MassFlowLaw = Annotated[Law, Uncertain("mass_flow", above_0=True)]
PositiveDistanceLaw = Annotated[Law, Uncertain("distance", above_0=True)]
Flow = Annotated[float, Quantity("flow")]
PositiveFlow = Annotated[float, Quantity("flow", above_0=True)]
PositiveFlowLaw = Annotated[Law, Uncertain("flow", above_0=True)]
Rain = Annotated[float, Quantity("rain")]
Angle = Annotated[float, Quantity("angle")]
TurnLaw = Annotated[Law, Uncertain("angle", signed=True)]
Temperature = Annotated[float, Quantity("temperature", signed=True, least=-273.15)]
AirTemperature = Annotated[float, Quantity("temperature", signed=True, least=-90.0, most=60.0)]
TemperatureLaw = Annotated[Law, Uncertain("temperature", signed=True)]
PositiveVolumeLaw = Annotated[Law, Uncertain("volume", above_0=True)]
_number_schema = {"type": "number", "minimum": 0}
Coordinate = Annotated[float, Field(ge=-1e8, le=1e8), WithJsonSchema({"type": "number"})]
"""In the system of a network: metres or degrees; nothing on Earth is further away."""
Number = Annotated[float, Field(ge=0), WithJsonSchema(uncertain(_number_schema))]
PositiveNumber = Annotated[float, Field(gt=0), WithJsonSchema(uncertain(_number_schema))]
_FROM_1 = {"type": "number", "minimum": 1}
FactorFrom1 = Annotated[float, Field(ge=1), WithJsonSchema(uncertain(_FROM_1))]
Count = Annotated[int, Field(ge=0), WithJsonSchema(uncertain(_number_schema | {"type": "integer"}))]
_POSITIVE_COUNT = WithJsonSchema(uncertain({"type": "integer", "minimum": 1}))
PositiveCount = Annotated[int, Field(ge=1), _POSITIVE_COUNT]
Samples = Annotated[int, Field(ge=1, le=MOST_SAMPLES), _POSITIVE_COUNT]


class NameText(Part):
    """A name or text in Chinese and English, or one plain string."""

    zh: Text = ""
    en: Text = ""

    @model_validator(mode="before")
    @classmethod
    def of_plain_text(cls, value: object) -> object:
        """Take a plain string as the language that it is written in."""
        value = _text(value)
        if not isinstance(value, str):
            return value
        return {"zh": value} if _CHINESE.search(value) else {"en": value}

    def name(self) -> Name:
        """Return it as the world has it."""
        return Name(zh=self.zh.strip(), en=self.en.strip())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:  # noqa: ANN401
        """Describe both forms for editors."""
        described: dict[str, Any] = handler.resolve_ref_schema(handler(schema))
        return {"title": "Name", "anyOf": [{"type": "string"}, dict(described)]}


NO_NAME = NameText()
NO_TIME = Law.constant(0.0)
