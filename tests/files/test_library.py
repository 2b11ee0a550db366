"""The library: what is shipped and what lies in the current folder, by name."""

import pytest

from sandtable.files import library


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Make a folder of one's own the current one: a scenario, a network and an experiment."""
    for name in ("scenarios/mine/plan.yaml", "networks/mine/node.csv", "experiments/mine.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path.resolve()


def test_what_is_shipped_is_found(own):
    """Networks and scenarios are folders, experiments files; a wheel has the same."""
    assert {"four_nodes", "huarong"} <= set(library.names("networks"))
    assert {"huarong", "lithgow"} <= set(library.names("scenarios"))
    assert "huarong" in library.names("experiments")
    assert (library.find("networks", "four_nodes") / "link.csv").is_file()
    assert library.find("experiments", "huarong").suffix == ".yaml"


def test_the_current_folder_is_searched_too(own):
    """What is one's own stands beside what is shipped, sorted by name."""
    assert library.find("scenarios", "mine") == own / "scenarios" / "mine"
    assert library.find("experiments", "mine") == own / "experiments" / "mine.yaml"
    assert list(library.names("networks")) == sorted(library.names("networks"))


def test_ones_own_wins(own):
    """A network of the same name in the current folder is the one that counts."""
    folder = own / "networks" / "four_nodes"
    folder.mkdir()
    (folder / "node.csv").write_text("")
    assert library.find("networks", "four_nodes") == folder


def test_what_is_not_there_is_none(own):
    """Neither an empty folder nor a path leads anywhere."""
    (own / "networks" / "empty").mkdir()
    assert library.find("networks", "empty") is None
    assert library.find("networks", "../networks/mine") is None
    assert library.find("experiments", "mine.yaml") is None


def test_an_unknown_kind_is_our_slip():
    """There are three kinds."""
    with pytest.raises(ValueError, match="scenarios, networks, experiments"):
        library.find("plans", "x")


def test_folders_are_searched_in_order(own, monkeypatch, tmp_path):
    """Wheel, checkout, current folder: each that is there, once, the last one winning."""
    wheel = tmp_path / "wheel"
    for kind in ("networks/four_nodes", "networks/only_wheel"):
        (wheel / kind).mkdir(parents=True)
        (wheel / kind / "node.csv").write_text("")
    monkeypatch.setattr(library, "_WHEEL", wheel)
    folders = library.library_folders()
    assert folders[0] == wheel.resolve()
    assert folders[-1] == own
    assert library.find("networks", "only_wheel") == wheel.resolve() / "networks" / "only_wheel"
    if len(folders) == 3:  # beside an editable install
        assert library.find("networks", "four_nodes") == folders[1] / "networks" / "four_nodes"
    monkeypatch.chdir(folders[1])
    assert library.library_folders() == folders[:2]


def test_without_a_checkout_the_interpreter_is_not_searched(own, monkeypatch, tmp_path):
    """In a wheel the folder above is one of the interpreter."""
    monkeypatch.setattr(library, "_CHECKOUT", tmp_path / "lib")
    (tmp_path / "lib" / "sim").mkdir(parents=True)
    assert library.library_folders() == [own]
