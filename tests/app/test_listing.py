"""Listing what there is."""

from sandtable.dispatch import POLICIES
from sandtable.ground.laws import KINDS

SORTS = ("scenarios", "networks", "studies", "policies", "laws")


def names(entries):
    """Return the names of listed things."""
    return [entry["name"] for entry in entries]


def test_everything_is_listed_by_the_word_to_write(ask_json):
    """What is shipped can be seen, and what files may name: policies and laws."""
    code, found = ask_json("list")
    assert code == 0
    assert tuple(found) == SORTS
    assert {"example/scenario", "huarong/gas_tanker"} <= set(names(found["scenarios"]))
    assert {"huarong", "four_nodes"} <= set(names(found["networks"]))
    assert "huarong" in names(found["studies"])
    assert names(found["policies"]) == list(POLICIES)
    assert names(found["laws"]) == list(KINDS)
    entries = [one for sort in found.values() for one in sort]
    assert all(set(one) == {"name", "title", "file"} for one in entries)


def test_what_lies_here_is_found_too(ask_json, town, monkeypatch):
    """Scenarios of the current folder stand beside those that are shipped."""
    (town.parent / "scenarios").mkdir()
    town.rename(town.parent / "scenarios" / "ours")
    _code, found = ask_json("list", "scenarios")
    (one,) = [one for one in found["scenarios"] if one["name"] == "ours/scenario"]
    assert one["title"] == {"zh": "柳湾一个月", "en": "a month in Liuwan"}
    assert one["file"] == "scenarios/ours/scenario.yaml"


def test_a_broken_file_does_not_keep_the_others_from_being_listed(ask_json, town):
    """A scenario that cannot be read is none; a study that cannot has no title."""
    (town.parent / "experiments").mkdir()
    (town.parent / "experiments" / "torn.yaml").write_text("schema: [", "utf-8")
    code, found = ask_json("list", "studies")
    assert code == 0
    (torn,) = [one for one in found["studies"] if one["name"] == "torn"]
    assert torn["title"] == {"zh": "", "en": ""}


def test_one_sort_can_be_asked_for(ask, ask_json):
    """The text is a head line and one line per thing; titles speak the language in force."""
    assert list(ask_json("list", "laws")[1]) == ["laws"]
    _code, out, _err = ask("list", "scenarios")
    assert "huarong/gas_tanker     gas-tanker accident on the road\n" in out
    _code, out, _err = ask("list", "scenarios", "--lang", "zh")
    assert "huarong/gas_tanker     燃气槽罐车道路事故\n" in out
    assert "情景" in out
