"""Case files: facts and numbers with their source, and how near a program must come to them."""

from __future__ import annotations

import csv
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandtable.evidence.tolerance import Rule, Tolerance, is_number, rule_of, tolerance_of
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

SCHEMA = "verification-cases/1"
SHIPPED = Path(__file__).parent / "cases"

_CSV_FAMILIES = {
    "rothermel13": ("fuel_model", "midflame_wind_kmh"),
    "fire_containment": ("report_size_ha", "tactic"),
}
"""Columns by which the header of a CSV file tells its family."""

_CSV_SOURCE = "computed with firelab/behave (US Forest Service)"

_HALF_A_PERCENT, _ONE_PERCENT = Tolerance("relative", 0.005), Tolerance("relative", 0.01)

_CSV_COMPARED: Mapping[str, Mapping[str, Tolerance]] = {
    "rothermel13": {
        "ros_m_min": _HALF_A_PERCENT,
        "backing_ros_m_min": _HALF_A_PERCENT,
        "flame_length_m": _HALF_A_PERCENT,
        "fireline_intensity_kW_m": _HALF_A_PERCENT,
        "heat_per_area_kJ_m2": _HALF_A_PERCENT,
        "reaction_intensity_kW_m2": _HALF_A_PERCENT,
        "length_to_width": _HALF_A_PERCENT,
    },
    "fire_containment": {
        "status": Tolerance("exact"),
        "final_area_ha": _ONE_PERCENT,
        "final_line_m": _ONE_PERCENT,
        "time_since_report_min": _HALF_A_PERCENT,
    },
}
"""Columns that are compared, and how near a program must come; a file may lack some of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to compute and what must come out (算例).

    Parameters
    ----------
    inputs
        What to compute; keys carry the unit.
    expected
        Compared numbers by key, as in the file: a number, a text, or a list of them.
    tolerances
        By the same keys: how near the program must come.
    source
        Where the expected numbers are from; empty where the file does not say.

    """

    id: str
    family: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any] = field(default_factory=dict)
    tolerances: Mapping[str, Tolerance | Rule] = field(default_factory=dict)
    source: str = ""

    def quantities(self) -> Iterator[tuple[str, str, Any]]:
        """Yield key, name with zero-based indexes, and expected value of each compared number."""
        for key, value in self.expected.items():
            for name, one in flat(key, value):
                yield key, name, one


def flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  as JSON has it
    """Yield the entries of a value with their names: ``wait[0][2]`` for nested lists."""
    if isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from flat(f"{name}[{index}]", inner)
    else:
        yield name, value


def shipped(room: str) -> list[Path]:
    """Return the case files of a room that come with the program."""
    files = [SHIPPED / f"{room}.json"]
    if room == "hazards":
        files.extend(sorted(SHIPPED.glob("*.csv")))
    return [file for file in files if file.is_file()]


def read_cases(file: Path, room: str) -> list[Case]:
    """Read a case file.

    Raises
    ------
    UserFaults
        If it cannot be read, is no case file, or is one of another room.

    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(file, found=str(error), expected=_("a readable file")) from None
    if file.suffix.lower() == ".csv":
        return _csv_cases(file, room, text.splitlines())
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise _fault(file, line=error.lineno, found=error.msg, expected=_("JSON text")) from None
    return _json_cases(file, room, content)


def _json_cases(file: Path, room: str, content: Any) -> list[Case]:  # noqa: ANN401
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        found = repr(content.get("schema")) if isinstance(content, dict) else _("no object")
        raise _fault(file, where="schema", found=found, expected=SCHEMA)
    if content.get("room") != room:
        raise _fault(file, where="room", found=repr(content.get("room")), expected=repr(room))
    if not isinstance(content.get("cases"), list):
        raise _fault(file, where="cases", found=_("no list"), expected=_("a list of cases"))
    rules, cases = content.get("rules") or {}, []
    faults: list[Fault] = []
    ids: set[str] = set()
    for number, written in enumerate(content["cases"]):
        try:
            case = _case(written, rules, ids)
            ids.add(case.id)
            cases.append(case)
        except _Odd as odd:
            where, found, expected = odd.args
            whole = _fault(file, where=f"cases[{number}].{where}", found=found, expected=expected)
            faults.extend(whole.faults)
    if faults:
        raise UserFaults(faults)
    return cases


class _Odd(ValueError):
    """What is wrong with a case: field, found, expected."""


def _case(written: Any, rules: Mapping[str, Any], known: Container[str]) -> Case:  # noqa: ANN401
    if not isinstance(written, dict):
        raise _Odd("", repr(written), _("a case"))
    for key, kind in (("id", str), ("family", str), ("inputs", dict), ("expected", dict)):
        if not isinstance(written.get(key), kind):
            raise _Odd(key, repr(written.get(key)), kind.__name__)
    if written["id"] in known:
        raise _Odd("id", repr(written["id"]), _("an id that is unique in the file"))
    compared = written.get("compare")
    if not isinstance(compared, list):
        raise _Odd("compare", repr(compared), _("a list of keys"))
    expected = written["expected"]
    for key in compared:
        if key not in expected:
            raise _Odd("compare", repr(key), _("a key of expected"))
    stated = written.get("tolerance")
    if not isinstance(stated, dict):
        raise _Odd("tolerance", repr(stated), _("a tolerance for every compared key"))
    return Case(
        id=written["id"],
        family=written["family"],
        inputs=written["inputs"],
        expected={key: expected[key] for key in compared},
        tolerances={key: _tolerance(key, stated, rules) for key in compared},
        source=str(written.get("source") or ""),
    )


def _tolerance(key: str, stated: Mapping[str, Any], rules: Mapping[str, Any]) -> Tolerance | Rule:
    form = stated.get(key, stated.get("*"))
    try:
        if isinstance(form, dict) and "rule" in form:
            return rule_of(rules[form["rule"]])
        return tolerance_of(form)
    except (KeyError, TypeError, ValueError):
        raise _Odd(f"tolerance.{key}", repr(form), _("a tolerance or the name of a rule")) from None


def _csv_cases(file: Path, room: str, text: Iterable[str]) -> list[Case]:
    """Return one case per row; the header tells the family, and rooms of our own are named."""
    if room != "hazards":
        raise _fault(file, found=_("a CSV file"), expected=_("a JSON case file of this room"))
    reader = csv.DictReader(text)
    columns = set(reader.fieldnames or ())
    for family, known_by in _CSV_FAMILIES.items():
        if columns.issuperset(known_by):
            return _csv_family(file, family, list(reader))
    expected = " | ".join(", ".join(names) for names in _CSV_FAMILIES.values())
    raise _fault(file, line=1, found=", ".join(sorted(columns)), expected=expected)


def _csv_family(file: Path, family: str, rows: Iterable[Mapping[str, str]]) -> list[Case]:
    """Return the cases of a family, all columns that are not compared as inputs."""
    compared, cases = _CSV_COMPARED[family], []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=1):
        values = {name: _plain(text) for name, text in row.items()}
        expected = {name: values[name] for name in compared if name in values}
        for name, value in expected.items():
            if not is_number(value):
                wrong = _fault(
                    file, line=number + 1, where=name, found=repr(value), expected=_("a number")
                )
                faults.extend(wrong.faults)
        cases.append(
            Case(
                id=f"{file.stem}:{number}",
                family=family,
                inputs={name: value for name, value in values.items() if name not in compared},
                expected=expected,
                tolerances={name: compared[name] for name in expected},
                source=_CSV_SOURCE,
            )
        )
    if faults:
        raise UserFaults(faults)
    return cases


def _plain(text: str | None) -> int | float | str | None:
    """Return a cell as JSON would have it: a whole number, a number, or its text."""
    for kind in (int, float):
        try:
            return kind(text or "")
        except ValueError:
            continue
    return text


def _fault(file: Path, *, found: str, expected: str, where: str = "", line: int = 0) -> UserFaults:
    repair = _("Compare it with a case file that comes with the program.")
    fault = Fault(
        file=str(file), line=line, field=where, found=found, expected=expected, repair=repair
    )
    return UserFaults([fault])
