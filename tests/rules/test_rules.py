"""Every switch of meaning in every position, with the difference that it makes (docs/rules.md)."""

import re
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from tests.drills.town import play, with_rules
from tests.rules.scenes import SCENES

from sandtable.world.plan import Rules

HINTS = get_type_hints(Rules)
SWITCHES = {name: get_args(hint) for name, hint in HINTS.items() if get_origin(hint) is Literal}
"""The rules with named positions."""
NUMBERS = {name for name in HINTS if name not in SWITCHES}
TABLE = [(rule, position) for rule, scene in SCENES.items() for position in scene.answers]


@pytest.mark.parametrize(("rule", "position"), TABLE)
def test_a_position_of_a_rule(rule, position):
    """The scene of the rule goes as worked out on paper; see ``worked`` of `scenes.SCENES`."""
    scene = SCENES[rule]
    story = play(scene.under(rule, position), replication=scene.replication)
    assert scene.asks(story) == scene.answers[position], scene.worked


def test_every_position_of_every_rule_has_a_scene():
    """A rule or a position that is added to the plan must be given its scene here."""
    assert SCENES.keys() == HINTS.keys()
    for rule, positions in SWITCHES.items():
        assert set(SCENES[rule].answers) == set(positions), rule
    for rule in NUMBERS:
        assert len(SCENES[rule].answers) > 1, rule


@pytest.mark.parametrize("rule", SCENES)
def test_every_position_makes_a_difference(rule):
    """No two positions of a rule have the same answer, else the scene would prove nothing."""
    answers = list(SCENES[rule].answers.values())
    assert all(answers.count(answer) == 1 for answer in answers)


@pytest.mark.parametrize("rule", SCENES)
def test_the_default_is_the_position_of_a_plan_that_says_nothing(rule):
    """A plan that does not name the rule goes as under the default of the page of rules."""
    scene = SCENES[rule]
    story = play(with_rules(scene.world, **scene.rules), replication=scene.replication)
    assert scene.asks(story) == scene.answers[getattr(Rules(), rule)], scene.worked


def test_the_page_of_rules_tells_all_positions_default_first(project):
    """docs/rules.md has one line per rule, its positions in backticks, the default first."""
    page = (project / "docs" / "rules.md").read_text("utf-8")
    told = {}
    for line in page.splitlines():
        cells = [re.findall(r"`(\w+)`", cell) for cell in line.split("|")]
        if len(cells) == 5 and cells[1]:
            told[cells[1][0]] = cells[2]
    assert told.keys() == SWITCHES.keys()
    for rule, positions in told.items():
        assert positions[0] == getattr(Rules(), rule), rule
        assert sorted(positions) == sorted(SWITCHES[rule]), rule
