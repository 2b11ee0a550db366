"""The command that makes a schematic county, by its Python face."""

import json

import pytest
from tests.files.counties import write_county

from sandtable.app.network_build import Country, build
from sandtable.files.network_reader import read_network
from sandtable.ground.faults import UserFaults


def test_a_county_is_made_and_told(tmp_path, capsys):
    """Size, the known lengths and what is schematic are said; the folder can be read."""
    facts = write_county(tmp_path / "facts")
    assert build(facts, tmp_path / "made") == 0
    said = capsys.readouterr().out.splitlines()
    network = read_network(tmp_path / "made", "made")
    assert said[0].startswith(f"{tmp_path / 'made'}: {network.n_nodes} nodes, ")
    assert "G900 东西线: known 20.5 km, in the network 20.5 km." in said
    assert said[-1] == "Schematic, not a map: README.md says what is made up."


def test_json_is_one_object(tmp_path, capsys):
    """Programs read the same figures."""
    facts = write_county(tmp_path / "facts")
    build(facts, tmp_path / "made", villages=False, terrain=Country.hills, seed=5, as_json=True)
    told = json.loads(capsys.readouterr().out)
    network = read_network(tmp_path / "made", "made")
    assert (told["seed"], told["n_nodes"], told["n_parts"]) == (5, network.n_nodes, 1)
    assert told["known"][0]["known_km"] == 20.5
    assert "terrain hills" in (tmp_path / "made" / "README.md").read_text("utf-8")


def test_faults_write_nothing(tmp_path):
    """A folder without townships is one fault, and no network appears."""
    facts = write_county(tmp_path / "facts", townships=None)
    with pytest.raises(UserFaults, match=r"townships\.csv: found no such file"):
        build(facts, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_file_is_no_folder(tmp_path):
    """Where the network should go there is a file: it stays as it is."""
    facts = write_county(tmp_path / "facts")
    (tmp_path / "made").write_text("mine", encoding="utf-8")
    with pytest.raises(UserFaults, match="--to: found the file"):
        build(facts, tmp_path / "made")
    assert (tmp_path / "made").read_text("utf-8") == "mine"
