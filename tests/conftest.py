"""What all tests share: a Hypothesis profile, the data beside the project, a small network."""

from pathlib import Path

import pytest
from hypothesis import settings

from sandtable.ground.language import set_language
from sandtable.hazards.cache import OFF, VARIABLE

PROJECT = Path(__file__).resolve().parent.parent

# One profile for all: the same examples everywhere, and no deadline, because a kernel compiles on
# its first call. No database: what is found is pinned as a test of its own.
settings.register_profile("sandtable", derandomize=True, deadline=None, database=None)
settings.load_profile("sandtable")


@pytest.fixture(scope="session")
def project():
    """Return the root of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def shared():
    """Return the folder of real networks, places and cases beside the project, or skip."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with real data is not beside the project")
    return folder


@pytest.fixture(scope="session")
def four_nodes():
    """Return the folder of the network that a reader can check on paper, or skip."""
    folder = PROJECT / "networks" / "four_nodes"
    if not folder.is_dir():
        pytest.skip("networks/four_nodes is not there")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _nothing_kept():
    """Keep nothing in the home of whoever tests, and find nothing there: each test works it out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, OFF)
        yield


@pytest.fixture(autouse=True)
def english():
    """Begin and end every test in English, whatever language it speaks in between."""
    set_language("en")
    yield
    set_language("en")
