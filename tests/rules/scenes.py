"""One scene for every rule: a world small enough for paper, and what each position makes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.drills.town import after, call, inject, kind, team, truck, with_rules, world

from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck, address
from sandtable.world.plan import Item, Stock
from sandtable.world.scenario import ReliefNeed, ReportErrors, Requirement
from sandtable.world.world import World

SEED = 7
"""Seed of `tests.drills.town.play`."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A world, what is asked of its records, and the answer under each position of a rule.

    Parameters
    ----------
    worked
        The calculation on paper, position by position; all times in minutes.
    rules
        Other rules that the scene needs.

    """

    worked: str
    world: World
    asks: Callable[[Any], Any]
    answers: dict[Any, Any]
    rules: dict[str, Any] = field(default_factory=dict)
    replication: int = 0

    def under(self, rule, position):
        """Return the world under a position of a rule."""
        return with_rules(self.world, **self.rules, **{rule: position})


def arrivals(*incidents):
    """Return a question: when the first team was at each of these incidents."""
    return lambda story: tuple(story.incident(name, "first_arrival") for name in incidents)


def of(incident, *columns):
    """Return a question: these columns of an incident."""
    return lambda story: story.incident(incident, *columns)


TWO = (Requirement(skill="fire", amount=2),)


def slow_luck():
    """Return a replication in which ``near`` takes its long turnout to ``blaze``."""
    entity = address("blaze", "near")
    return next(r for r in range(64) if Luck(SEED, r).uniform("mission", entity, 0, 1) > 0.5)


def shut(minute, road):
    """Return the closing of a road."""
    return inject(minute, "close_road", f"shut_{road}", road=road)


def road_scene():
    """Return two trips with the mill and the east road closed from the start."""
    teams = [
        team("west", "a"),
        team("boat_c", "c", skills=("boat",)),
        team("boat_d", "d", 20, skills=("boat",)),
    ]
    flood = kind("flood", needs=(Requirement(skill="boat"),))
    return world(
        call("one", "c", 5),
        call("two", "d", 15, "flood"),
        teams=teams,
        types=[kind(), flood],
        injects=(shut(0, "mill"), shut(0, "east"), inject(60, "open_road", road="east")),
    )


SCENES = {
    "free_again": Scene(
        worked="""
        eng (a, turnout 2): call one at c: departs 2, there 5, done 15 at c, home 18. two at d in 6.
        on_clearing: ordered 15 at c, rolls at once, c-d 3: 18.
        at_base: ordered 18 at a, turnout 2, a-d 6: 26.""",
        world=world(call("one", "c"), call("two", "d", 6), teams=[team("eng", "a", 2)]),
        asks=of("two", "ordered", "turnout", "first_arrival"),
        answers={"on_clearing": (15, 0, 18), "at_base": (18, 2, 26)},
    ),
    "response": Scene(
        worked="""
        big at c in 1 needs two teams; eng_a (3 away) is free, eng_d (3 away) works until 20.
        as_they_come: eng_a there in 4, eng_d ordered 20, there 23: on-scene wait 19.
        all_or_nothing: both ordered 20, both there in 23: no on-scene wait, but a wait of 19.""",
        world=world(
            call("small", "d", 0, "small"),
            call("big", "c", 1, "big"),
            teams=[team("eng_a", "a"), team("eng_d", "d")],
            types=[kind("small", work=20), kind("big", needs=TWO)],
        ),
        asks=of("big", "first_arrival", "full_arrival", "wait", "on_scene_wait"),
        answers={"as_they_come": (4, 23, 0, 19), "all_or_nothing": (23, 23, 19, 0)},
    ),
    "when_busy": Scene(
        worked="""
        eng (a) works at c from 3 to 13; two at c in 5 finds nobody.
        queue: served in 13, done 23. hand_over: given away in 5.""",
        world=world(call("one", "c"), call("two", "c", 5), teams=[team("eng", "a")]),
        asks=of("two", "first_arrival", "closed", "outcome"),
        answers={"queue": (13, 23, "closed"), "hand_over": (None, 5, "handed_over")},
    ),
    "queue_order": Scene(
        worked="""
        eng (a) works at c from 3 to 13. Then wait: y (a, prio 1, since 5), x (d, prio 0, since 6),
        z (c, prio 1, since 7); each takes 10 of work.
        priority: x: c-d 16, until 26; y (older than z): d-a 32, until 42; z: a-c 45.
        first_come: y: c-a 16, until 26; x: a-d 32, until 42; z: d-c 45.
        nearest: z is at c: 13, until 23; x and y are 3 away, y is older: 26, until 36; x: 42.""",
        world=world(
            call("one", "c"),
            call("y", "a", 5),
            call("x", "d", 6, "hot"),
            call("z", "c", 7),
            teams=[team("eng", "a")],
            types=[kind(priority=1), kind("hot", priority=0)],
        ),
        asks=arrivals("x", "y", "z"),
        answers={
            "priority": (16, 32, 45),
            "first_come": (32, 16, 45),
            "nearest": (42, 26, 13),
        },
    ),
    "overtaking": Scene(
        worked="""
        The boat works at d until 20. x (c, since 1) needs the boat, y (c, since 2) the engine at a,
        which is free.
        allowed: y is served at once, 2 + 3 = 5.
        strict: x is before it until 20; then both are ordered: y 20 + 3 = 23.""",
        world=world(
            call("b0", "d", 0, "flood"),
            call("x", "c", 1, "flood"),
            call("y", "c", 2),
            teams=[team("eng", "a"), team("boat", "d", skills=("boat",))],
            types=[kind(), kind("flood", work=20, needs=(Requirement(skill="boat"),))],
        ),
        asks=of("y", "ordered", "first_arrival"),
        answers={"allowed": (2, 5), "strict": (20, 23)},
    ),
    "work_starts": Scene(
        worked="""
        Two teams are needed at c: eng_a (3 away) is there in 3, eng_b (turnout 7, 2 away) in 9.
        full_force: work from 9 to 19. first_arrival: from 3 to 13, eng_b helps from 9 on.""",
        world=world(
            call("blaze", "c"),
            teams=[team("eng_a", "a"), team("eng_b", "b", 7)],
            types=[kind(needs=TWO)],
        ),
        asks=of("blaze", "full_arrival", "controlled"),
        answers={"full_force": (9, 19), "first_arrival": (9, 13)},
    ),
    "work_shared": Scene(
        worked="""
        The same, and each begins as it arrives: eng_a in 3, eng_b in 9; work takes 10.
        incident: 10 for both together, from 3 to 13.
        team: 10 for each: eng_a until 13, eng_b until 19; controlled with the last, 19.""",
        world=world(
            call("blaze", "c"),
            teams=[team("eng_a", "a"), team("eng_b", "b", 7)],
            types=[kind(needs=TWO)],
        ),
        rules={"work_starts": "first_arrival"},
        asks=lambda story: (
            story.incident("blaze", "controlled"),
            story.mission("eng_a#1", "released"),
            story.mission("eng_b#1", "released"),
        ),
        answers={"incident": (13, 13, 13), "team": (19, 13, 19)},
    ),
    "diversion": Scene(
        worked="""
        Two calls at d in 0 (prio 1, work 30): eng_d is there at once and works until 30, eng_a (6
        away) would work from 6 to 36. Two urgent calls at c, in 2 and in 8 (prio 0, work 10).
        none: hot_2 gets eng_d in 30 + 3 = 33, hot_8 gets eng_a in 36 + 3 = 39.
        under_way: in 2 eng_a is half way on b-c: there in 3, until 13; hot_8 then, in 13.
        at_work: the same, and in 8 eng_d is taken from its work: 8 + 3 = 11.""",
        world=world(
            call("cold_1", "d", 0, "cold"),
            call("cold_2", "d", 0, "cold"),
            call("hot_2", "c", 2, "hot"),
            call("hot_8", "c", 8, "hot"),
            teams=[team("eng_a", "a"), team("eng_d", "d")],
            types=[kind("cold", work=30, priority=1), kind("hot", priority=0)],
        ),
        asks=arrivals("hot_2", "hot_8"),
        answers={"none": (33, 39), "under_way": (3, 13), "at_work": (3, 11)},
    ),
    "turnout_from": Scene(
        worked="""
        Notification 1, turnout 3, a-c 3.
        alert: alerted 1, departs 4, there 7. order: they began in 0: departs 3, there 6.""",
        world=world(call("blaze", "c"), teams=[team("eng", "a", 3)], notification=after(1)),
        asks=lambda story: story.mission("eng#1", "alerted", "departed", "arrived"),
        answers={"alert": (1, 4, 7), "order": (1, 3, 6)},
    ),
    "turnout_known": Scene(
        worked="""
        near stands at c; its turnout is 0 or 10, expected 5; this time 10. far (d) needs 4 + 3.
        expected: 5 < 7, near is sent, and is there in 10. realised: 10 > 7, far is sent: 7.""",
        world=world(
            call("blaze", "c"),
            teams=[
                team("far", "d", 4),
                replace(team("near", "c"), turnout=Law.choice([0.0, 600.0])),
            ],
        ),
        replication=slow_luck(),
        asks=of("blaze", "first_team", "first_arrival"),
        answers={"expected": ("near", 10), "realised": ("far", 7)},
    ),
    "territory": Scene(
        worked="""
        c belongs to the territory of own (d, 3 away); other (b) is 2 away and has no territory.
        nearest: other, 2. own_first: own, 3. A second call in 1 gets the other one either way.""",
        world=world(
            call("one", "c"),
            call("two", "c", 1),
            teams=[team("other", "b"), team("own", "d", territory=("zc",))],
        ),
        asks=lambda story: story.rows("incidents", "first_team", "first_arrival"),
        answers={
            "nearest": [("other", 2), ("own", 4)],
            "own_first": [("own", 3), ("other", 3)],
        },
    ),
    "tie": Scene(
        worked="""
        eng_1 and eng_2 stand at c. Call one in 0 gets eng_1, 10 of work. Call two in 30:
        lowest_id: eng_1 again. least_worked: eng_2, which has done nothing yet.""",
        world=world(
            call("one", "c"), call("two", "c", 30), teams=[team("eng_1", "c"), team("eng_2", "c")]
        ),
        asks=lambda story: [row[0] for row in story.rows("incidents", "first_team")],
        answers={"lowest_id": ["eng_1", "eng_1"], "least_worked": ["eng_1", "eng_2"]},
    ),
    "road_knowledge": Scene(
        worked="""
        Mill (b-c) and east (c-d) closed in 0, reports are 10 old; east opens at 60.
        one at c in 5, from a: oracle: the ring at once, 10. informed (of nothing before 10) and
        uninformed: to b (6), meets the closure, back to a (7), ring: 12.
        two at d in 15: oracle and informed (since 10) send boat_d (turnout 20): 35. uninformed:
        boat_c is 3 away, goes, stands before the east road until 60: 63.""",
        world=road_scene(),
        rules={"road_report_delay_s": 600.0},
        asks=arrivals("one", "two"),
        answers={"informed": (12, 35), "oracle": (10, 35), "uninformed": (12, 63)},
    ),
    "road_report_delay_s": Scene(
        worked="""
        The same, informed. Without delay all is known at once: 10 and 35. With 10 minutes the first
        team drives to b for nothing: 12. With 20 the second boat is sent wrongly: at c from 15 on,
        it meets the closure and waits until 60: 63.""",
        world=road_scene(),
        asks=arrivals("one", "two"),
        answers={0.0: (10, 35), 600.0: (12, 35), 1200.0: (12, 63)},
    ),
    "closed_road": Scene(
        worked="""
        From d to a; the market road (a-b) closes at 4, eng is on c-b (3 to 5); it opens at 30.
        reroute: b in 5, back to c 7, ring 12. turn_back: b in 5, back to d 10, c 13, ring 18.
        wait: b in 5, stands there until 30, 31.""",
        world=world(
            call("blaze", "a"),
            teams=[team("eng", "d")],
            injects=(shut(4, "market"), inject(30, "open_road", road="market")),
        ),
        asks=of("blaze", "first_arrival", "free_flow", "detour", "waiting"),
        answers={"reroute": (12, 6, 6, 0), "turn_back": (18, 6, 12, 0), "wait": (31, 6, 0, 25)},
    ),
    "stock_counts": Scene(
        worked="""
        50 people at d need 10 sacks: 3 away at c lies agreement stock, 6 away at a physical stock.
        all: from c, handed out in 3. physical: from a, in 6.""",
        world=world(
            depots="ac",
            items=(Item(id="rice", need="food", persons_per_unit=5.0),),
            stocks=(
                Stock(id="rice_a", depot="depot_a", item="rice", quantity=20),
                Stock(id="rice_c", depot="depot_c", item="rice", quantity=20, form="agreement"),
            ),
            trucks=(truck("lorry_a", "a"), truck("lorry_c", "c")),
            needs=(ReliefNeed(id="food", zone="zd", kind="food", persons=50),),
        ),
        asks=lambda story: story.rows("consignments", "stock", "handed_out"),
        answers={"all": [("rice_c", 3)], "physical": [("rice_a", 6)]},
    ),
    "picture": Scene(
        worked="""
        A fire at c needs 2 teams, the report asks for 1; the mill road (b-c) is closed, which is
        known 10 later; messages take 2. eng_a 3 away as known, eng_d 3 with 2 of turnout.
        reported: eng_a to b (1), meets the closure, back to a (2), ring: 7. Known in 9, eng_d
        ordered: 14. oracle: both ordered in 0; eng_a takes the ring, 5; eng_d 5.""",
        world=world(
            call("blaze", "c"),
            teams=[team("eng_a", "a"), team("eng_d", "d", 2)],
            types=[kind(needs=TWO, report_errors=ReportErrors(force=Law.constant(0.5)))],
            injects=(shut(0, "mill"),),
            message_delay=after(2),
        ),
        rules={"road_report_delay_s": 600.0},
        asks=of("blaze", "first_arrival", "full_arrival"),
        answers={"reported": (7, 14), "oracle": (5, 5)},
    ),
}
