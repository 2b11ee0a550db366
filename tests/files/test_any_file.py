"""Whatever stands in a file: it is read, or every fault is told; nothing else ever happens."""

import copy
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.files import sets

from sandtable.ground.faults import UserFaults
from sandtable.study import load_run, load_study

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False, width=16),
    st.sampled_from(
        ["", "b1", "z1", "hq", "fire", "12", "3 min", "5 %", "-3 min", "甲,乙", "[", "{a: 1}"]
    ),
    st.sampled_from(
        [[], {}, [None], [[]], [{}], ["a"], {"a": 1}, {"table": 3}, {"table": "no.csv"}]
    ),
    st.sampled_from(
        [{"value": 3}, {"value": "3 min", "low": 1}, {"value": None, "confidence": []}]
    ),
    st.sampled_from([{"zh": 1}, {"id": "x"}, [{"id": "x"}], [{"id": 3}], {"exponential": 3}]),
)
ALL = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def everything():
    """Return a set that uses every list and every kind of value."""
    files = sets.a_set()
    files["plan.json"] |= {
        "items": [{"id": "tent", "need": "shelter", "unit": "20 kg"}],
        "stocks": [{"id": "s", "depot": "d1", "item": "tent", "quantity": 4, "release": "5 min"}],
        "trucks": [{"id": "lorry", "depot": "d1", "profile": "car", "capacity": "5 t"}],
        "agreements": [{"id": "city", "delay": {"triangular": ["1 h", "2 h", "3 h"]}}],
    }
    files["plan.json"]["profiles"][0] |= {
        "factors": {"depth": {"0.1 m": 1, "0.5 m": "0 %"}},
        "speed_by_class": {"county": "50 km/h"},
    }
    files["plan.json"]["teams"][0]["turnout"] = {
        "value": "3 min",
        "low": "1 min",
        "high": "5 min",
        "confidence": "low",
        "source": "a",
    }
    files["targets.json"]["targets"] += [
        {
            "id": "county.roofs",
            "clock": {"from": "exposed", "to": "need_met"},
            "quantity": {"share_of": "persons", "needs": ["shelter"]},
            "within": "12 h",
            "at_least": "100 %",
        }
    ]
    files["scenario.json"] |= {
        "incidents": [{"id": "one", "type": "fire_call", "zone": "z1", "at_clock": "08:30"}],
        "impacts": [
            {
                "id": "flood",
                "activate_at": "1 h",
                "roads": {"table": "roads.csv"},
                "people": {
                    "table": "zones.csv",
                    "columns": {"zone_id": "zone", "from_s": "at"},
                    "set": {"kind": "water", "share": "1", "to": "end"},
                    "earlier": "5 min",
                },
                "sources": [{"id": "flood", "control": "hold", "recession": "1 h"}],
            }
        ],
        "exposed": [{"id": "e", "type": "fire_call", "exposure": "water", "per_person": 0.1}],
        "needs": [{"id": "n", "zone": "z2", "kind": "shelter", "persons": 9, "at": "2 h"}],
        "injects": [{"id": "i", "at": "1 h", "kind": "close_road", "arguments": {"road": "mill"}}],
    }
    files["roads.csv"] = "link_id,from_min,to,speed_factor\nab,0,end,0\n"
    files["zones.csv"] = "zone,at\nz1,600\n"
    files["other.json"] = {
        "schema": "plan/1",
        "extends": "plan.json",
        "overrides": {"teams[t1].base": "b2"},
        "add": {"rules.response": "all_or_nothing"},
        "remove": ["agreements"],
    }
    files["study.json"] = {
        "schema": "study/1",
        "id": "study",
        "question": {"zh": "问", "en": "q"},
        "scenarios": ["scenario.json"],
        "alternatives": [
            {"id": "a"},
            {"id": "b", "plan": "other.json", "set": ["plan.teams[t2].turnout=2 min"]},
        ],
        "replications": 4,
    }
    return files


def paths(value, path=()):
    """Return the paths of all values."""
    found = [path] if path else []
    keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key in keys:
        found += paths(value[key], (*path, key))
    return found


PLAIN = {name: one for name, one in everything().items() if not isinstance(one, str)}
PLACES = [(name, path) for name, one in sorted(PLAIN.items()) for path in paths(one)]


def test_the_whole_set_is_right(tmp_path):
    """Before anything is changed there is nothing to tell."""
    sets.write(tmp_path, everything())
    assert len(load_study(tmp_path / "study.json").points) == 2
    assert load_run(tmp_path / "scenario.json").remarks == ()


@ALL
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_any_value_in_any_place_is_read_or_told(tmp_path, changes):
    """A value of the wrong kind anywhere is a fault with its file, or does no harm."""
    files = everything()
    for (name, path), junk in changes:
        _put(files[name], path, copy.deepcopy(junk))
    sets.write(tmp_path, files)
    _read_or_told(tmp_path)


def _put(value, path, new):
    for key in path[:-1]:
        if not isinstance(value, dict | list) or (isinstance(value, list) and key >= len(value)):
            return
        if isinstance(value, dict) and key not in value:
            return
        value = value[key]
    if isinstance(value, dict) or (isinstance(value, list) and path[-1] < len(value)):
        value[path[-1]] = new


def _read_or_told(folder):
    known = {one.name for one in folder.iterdir()} | {"--set"}
    for fault in _faults(folder):
        assert fault.found
        assert fault.expected
        assert fault.repair
        assert fault.file.rpartition("/")[2] in known


def _faults(folder):
    try:
        load_study(folder / "study.json")
    except UserFaults as wrong:
        return wrong.faults
    return ()


@ALL
@given(name=st.sampled_from(sorted(PLAIN)), at=st.floats(0, 1), junk=st.text(max_size=3))
def test_any_damaged_text_is_read_or_told(tmp_path, name, at, junk):
    """Characters put anywhere into a file: a fault of syntax, of shape, or no harm."""
    files = everything()
    text = json.dumps(files[name], indent=1, ensure_ascii=False)
    cut = int(at * len(text))
    files[name] = text[:cut] + junk + text[cut:]
    for file, content in files.items():
        body = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / file).write_bytes(body.encode("utf-8", "surrogatepass"))
    _read_or_told(tmp_path)
