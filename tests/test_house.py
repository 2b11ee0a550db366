"""Rules of the house that no tool checks: public names, rooms, texts in two languages."""

import ast
import importlib
import re
import string
import tomllib

import pytest
from tests import catalogue, public_names
from tests.public_names import ROOMS, present_rooms

OWNERS = {
    "typer": {"app"},
    "rich": {"app"},
    "matplotlib": {"report"},
    "jinja2": {"report"},
    "pyarrow": {"study"},
    "simpy": {"dispatch", "drill"},
    "pydantic": {"files"},
    "yaml": {"files"},
    "openpyxl": {"files"},
    "networkx": {"world"},
}
"""Which rooms may import a third-party package (design §2)."""


def sources(project):
    """Return every Python file of the package."""
    return sorted((project / "sim" / "sandtable").rglob("*.py"))


@pytest.fixture(scope="module")
def contracts(project):
    """Return the import-linter contracts of the project by type."""
    settings = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    return settings["tool"]["importlinter"]["contracts"]


def test_every_folder_with_code_is_a_room(project):
    """A new folder must be given its place in the layers."""
    package = project / "sim" / "sandtable"
    folders = {path.parent.relative_to(package).parts[0] for path in package.glob("*/**/*.py")}
    assert folders <= set(ROOMS)
    for room in present_rooms():
        assert (package / room / "__init__.py").is_file(), f"{room} lacks __init__.py"


def test_layers_are_those_of_the_design(contracts):
    """The order of the rooms in the linter is the order of the design."""
    (layers,) = [c["layers"] for c in contracts if c["type"] == "layers"]
    assert tuple(layer.strip("()") for layer in layers) == ROOMS


def test_every_third_party_package_has_its_room(contracts, project):
    """Each package is forbidden in every room that is there and is not its own."""
    for package, owners in OWNERS.items():
        (forbidden,) = [c for c in contracts if package in c.get("forbidden_modules", ())]
        closed = {source.removeprefix("sandtable.") for source in forbidden["source_modules"]}
        assert closed == set(present_rooms()) - owners, package


def test_networkx_has_one_file(project):
    """Within its room networkx is met in the interop file only."""
    using = [path.name for path in sources(project) if "import networkx" in path.read_text("utf-8")]
    assert using in ([], ["interop.py"])


def test_public_names_are_those_of_the_page(project):
    """A name that a room offers is documented in the same commit (make documents)."""
    assert (project / "docs" / "python.md").read_text("utf-8") == public_names.page()


def test_public_names_exist_and_are_listed_in_order():
    """What a room offers is in its ``__all__``, sorted, once each, and can be imported."""
    for room in present_rooms():
        module = importlib.import_module(f"sandtable.{room}")
        names = list(getattr(module, "__all__", ()))
        assert len(names) == len(set(names)), room
        assert all(hasattr(module, name) for name in names), room
        assert sorted(names, key=_as_ruff_sorts) == names, room


def _as_ruff_sorts(name):
    constants, classes = name.isupper(), name[0].isupper()
    return (0 if constants else 1 if classes else 2, name)


def test_room_faces_only_re_export(project):
    """An ``__init__`` holds a docstring, imports and ``__all__``, nothing that runs."""
    for room in present_rooms():
        path = project / "sim" / "sandtable" / room / "__init__.py"
        for node in ast.parse(path.read_text("utf-8")).body:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            is_list = isinstance(node, ast.Assign) and node.targets[0].id == "__all__"
            assert is_text or is_list or isinstance(node, ast.Import | ast.ImportFrom), room


def test_no_file_is_named_for_nothing(project):
    """A file says what it holds."""
    vague = {"utils", "util", "helpers", "manager", "common", "misc", "settings"}
    assert not [path for path in sources(project) if path.stem in vague]


def test_no_path_of_a_machine_in_the_package(project):
    """What is shipped names no folder of the machine it was written on."""
    personal = re.compile(r"[\"'(` ]/(work|home|root|Users)/")
    assert not [path for path in sources(project) if personal.search(path.read_text("utf-8"))]


def test_every_text_is_translated():
    """Each message of the sources has a Chinese text (make catalogue; then edit the .po)."""
    known = catalogue.translations()
    assert [message for message in catalogue.extracted() if not known.get(message)] == []


def test_catalogue_holds_nothing_else():
    """No translation outlives its message, and the file is as the tool writes it."""
    known = catalogue.translations()
    assert sorted(known) == catalogue.extracted()
    assert catalogue.po_bytes(catalogue.merged(known)) == catalogue.PO.read_bytes()


def test_compiled_catalogue_is_fresh():
    """The ``.mo`` that gettext reads is that of the ``.po`` that people edit."""
    fresh = catalogue.mo_bytes(catalogue.merged(catalogue.translations()))
    assert catalogue.MO.read_bytes() == fresh


def test_placeholders_survive_translation():
    """A translation fills the same places as its message, no more and no fewer."""
    known = catalogue.translations()
    for message, text in ((one, known[one]) for one in known if known[one]):
        assert _places(message) == _places(text), message


def _places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_messages_are_plain_strings(project):
    """An f-string inside ``_()`` would never be found in the catalogue."""
    for path in sources(project):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "later"):
                assert isinstance(node.args[0], ast.Constant | ast.Name | ast.Attribute), (
                    f"{path.name}:{node.lineno}"
                )
