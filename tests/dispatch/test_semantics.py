"""Points of docs/semantics.md that were once wrong, or are easily broken, each in a few lines."""

import math
from dataclasses import replace

import pytest
from tests.worlds import call, kind, network, place, team, world

from sandtable.dispatch import Command, Operation, make_decider
from sandtable.ground.clock import TICK_S, Rank
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import Impact, Interval
from sandtable.world.plan import Agreement, Headquarters, Profile, Rules
from sandtable.world.scenario import DormantImpact, Inject, ReliefNeed, Requirement, Transport


def inject(at_s, kind, id="i0", **arguments):
    """Return a command of the designer."""
    return Inject(id=id, at_s=at_s, kind=kind, arguments=arguments)


def play(town, impacts=None):
    """Play a world under its policy; return the Operation and its tables."""
    op = Operation(town, impacts or {}, Luck(1, 0), make_decider(town.plan.policy))
    return op, op.run().tables(events=True)


def told(table, key, columns):
    """Return columns of the rows of a table by its first column; null = None."""
    rows = zip(table[key], *(table[name] for name in columns), strict=True)
    return {
        row[0]: tuple(None if isinstance(v, float) and math.isnan(v) else v for v in row[1:])
        for row in rows
    }


def minutes(seconds):
    """Return the law of a phase that always lasts so long [s]."""
    return Law.constant(seconds)


def test_diverted_team_that_reached_its_old_goal_waits_there():
    """Ordered to n1 (60 s), diverted at 10 s with 100 s of notification: it stands at n1 by then.

    When the order reaches it at 110 s it rolls at once, 120 s from n1 to n2.
    """
    types = [kind("soon", priority=0), kind("later", priority=1)]
    town = world(
        call("c_later", 1, type="later"),
        call("c_soon", 2, at_s=10.0, type="soon"),
        teams=[team()],
        types=types,
        rules=Rules(diversion="under_way"),
    )
    desk = Headquarters(id="hq", notification=Law.choice([0.0, 100.0]))
    luck = next(
        Luck(1, n)
        for n in range(100)
        if Luck(1, n).uniform("mission", "c_later\x1ft0", 0, 0) < 0.5
        and Luck(1, n).uniform("mission", "c_soon\x1ft0", 0, 0) > 0.5
    )
    town = replace(town, plan=replace(town.plan, headquarters=(desk,)))
    tables = Operation(town, {}, luck, make_decider("nearest_able")).run().tables()
    rows = told(
        tables["missions"], "mission", ("from_node", "alerted_s", "departed_s", "arrived_s")
    )
    assert rows["t0#2"] == (1, 110.0, 110.0, 230.0)


def test_recall_after_coming_home_finds_the_team_at_home():
    """Re-ordered while nearly home, recalled during the turnout at home: it is free at its base."""
    town = world(
        call("c0", 1),
        call("c1", 3, at_s=700.0),
        teams=[team(turnout=minutes(100.0))],
        headquarters=(Headquarters(id="hq", notification=minutes(60.0)),),
        injects=(inject(790.0, "recall", team="t0"),),
    )
    op = Operation(town, {}, Luck(1, 0), make_decider("nearest_able"))
    op.run_until(789.0)
    assert op.teams["t0"].mission.incident.id == "c0"
    second = replace(town, scenario=replace(town.scenario, injects=()))
    _, tables = play(second)
    rows = told(tables["missions"], "mission", ("from_node", "released_s", "at_base_s"))
    assert rows["t0#1"][1:] == (820.0, 880.0)
    assert rows["t0#2"][0] == 0


def test_an_order_that_never_arrives_has_no_alert():
    """Recalled before the order reached it: the alert is null, not what was foreseen."""
    town = world(
        call(node=2),
        teams=[team()],
        headquarters=(Headquarters(id="hq", notification=minutes(60.0)),),
        injects=(inject(30.0, "recall", team="t0"), inject(31.0, "stop", "i1")),
    )
    _, tables = play(town)
    rows = told(tables["missions"], "mission", ("alerted_s", "released_s", "outcome"))
    assert rows["t0#1"] == (None, 30.0, "recalled")


def test_another_team_takes_persons_along_when_the_first_is_gone():
    """The first team is recalled from the scene; the second, on scene then, drives to hospital."""
    needs = (Requirement(skill="fire", amount=2),)
    types = [kind(needs=needs, transport=Transport(handover=minutes(30.0)))]
    town = world(
        call(node=0),
        teams=[team("t0", 1), team("t1", 2)],
        types=types,
        place=place(hospitals=(3,)),
        rules=Rules(work_starts="first_arrival"),
        injects=(
            inject(300.0, "recall", team="t0"),
            inject(300.0, "move_up", "i1", team="t0", to="b3"),
        ),
    )
    _, tables = play(town)
    rows = told(tables["missions"], "mission", ("outcome", "facility"))
    assert rows["t0#1"] == ("recalled", "")
    assert rows["t1#1"] == ("done", "h3")


def test_work_may_be_reported_done():
    """Shared work of ten minutes, seen done after four: all leave then."""
    town = world(
        call(node=0),
        teams=[team("t0", 0), team("t1", 1)],
        types=[kind(needs=(Requirement(skill="fire", amount=2),))],
        injects=(inject(300.0, "ruling", team="t1", phase="work", by="observed"),),
    )
    _, tables = play(town)
    assert tables["incidents"]["controlled_s"].tolist() == [300.0]
    assert tables["missions"]["released_s"].tolist() == [300.0, 300.0]
    assert tables["missions"]["ended_by"] == ["simulated", "observed"]


def test_the_last_team_under_way_goes_home_when_the_work_is_done():
    """The force was full once, one was recalled, one is on its way anew: it turns back too."""
    town = world(
        call(node=1),
        teams=[team("t0", 0), team("t1", 2)],
        types=[kind(work=minutes(400.0))],
        injects=(inject(350.0, "recall", team="t0"),),
        rules=Rules(free_again="at_base"),
    )
    _, tables = play(town)
    rows = told(tables["missions"], "mission", ("arrived_s", "released_s", "outcome"))
    assert rows["t0#1"] == (60.0, 350.0, "recalled")
    assert rows["t1#1"] == (None, 460.0, "cancelled")
    assert tables["incidents"]["controlled_s"].tolist() == [460.0]


def test_all_or_nothing_takes_no_team_away_in_vain():
    """Two are needed, one could be diverted, none is free: nobody is taken from his incident."""
    types = [
        kind("big", priority=0, needs=(Requirement(skill="fire", amount=2),)),
        kind("small", priority=1),
    ]
    for response, diverted in (("all_or_nothing", 0), ("as_they_come", 1)):
        town = world(
            call("c0", 3, type="small"),
            call("c1", 2, at_s=10.0, type="big"),
            teams=[team()],
            types=types,
            rules=Rules(response=response, diversion="under_way"),
            horizon_s=60.0,
        )
        _, tables = play(town)
        assert tables["commands"]["kind"].count("divert") == diverted


def test_aid_is_asked_only_for_what_is_lacking():
    """The fire team is free and sent; only the agreement that brings a medic is asked for."""
    needs = (Requirement(skill="fire"), Requirement(skill="medic"))
    town = world(
        call(),
        teams=[
            team(),
            team("t1", 1, agreement="more_fire"),
            team("t2", 1, agreement="medics", skills=("medic",)),
        ],
        types=[kind(needs=needs)],
        agreements=(Agreement(id="more_fire"), Agreement(id="medics", delay=minutes(60.0))),
    )
    _, tables = play(town)
    asked = [kind for kind in tables["commands"]["kind"] if kind == "request_aid"]
    assert len(asked) == 1
    assert tables["incidents"]["outcome"] == ["closed"]


def test_a_refused_request_is_decided_upon_at_once():
    """With hand_over an incident that waits for aid is given away when the aid is refused."""
    town = world(
        call(),
        teams=[team(agreement="aid")],
        agreements=(Agreement(id="aid", delay=minutes(90.0), refusal=1.0),),
        rules=Rules(when_busy="hand_over"),
    )
    _, tables = play(town)
    assert told(tables["incidents"], "incident", ("closed_s", "outcome"))["c0"] == (
        90.0,
        "handed_over",
    )


def test_who_stood_behind_is_served_when_the_head_of_a_strict_queue_expires():
    """The head needs a medic who is not there; the one behind it is served at its expiry."""
    types = [
        kind("hard", needs=(Requirement(skill="medic"),), expires=minutes(500.0)),
        kind("easy"),
    ]
    town = world(
        call("c0", type="hard"),
        call("c1", at_s=10.0, type="easy"),
        teams=[team()],
        types=types,
        rules=Rules(overtaking="strict"),
    )
    _, tables = play(town)
    assert told(tables["incidents"], "incident", ("ordered_s",))["c1"] == (500.0,)


def test_a_need_that_waits_for_a_message_is_not_known_before():
    """Headquarters learns of a need by a message of 120 s, as of free teams."""
    town = world(
        headquarters=(Headquarters(id="hq", message_delay=minutes(120.0)),),
        needs=(ReliefNeed(id="n0", zone="z1", kind="food", persons=3, at_s=60.0),),
    )
    op, tables = play(town)
    assert tables["needs"]["time_s"].tolist() == [60.0]
    assert told(tables["messages"], "subject", ("sent_s", "delivered_s", "about", "sender"))[
        "n0"
    ] == (60.0, 180.0, "need", "z1")
    assert len(op.desks.pictures["hq"].needs) == 1


def test_a_need_that_has_not_arisen_cannot_be_served():
    """Nobody knows of it, so goods for it are refused; before, its first step came too late."""
    town = world(
        needs=(ReliefNeed(id="n0", zone="z1", kind="food", persons=3, at_s=60.0),),
        injects=(inject(10.0, "issue_stock", stock="s0", quantity=1, need="n0"),),
    )
    _, tables = play(town)
    assert tables["commands"]["reason"] == ["unknown need"]


def test_a_closure_that_a_car_met_does_not_stop_a_boat():
    """Knowledge of what somebody ran into belongs to vehicles of the same kind."""
    water = Impact.of(
        8, [Interval(arc, 0.0, 9e3, "speed_factor", 0.0, "river", "water") for arc in (0, 1)]
    )
    curve_free = Profile(id="boat")
    town = world(
        call(node=1),
        teams=[team()],
        profiles=(Profile(id="engine"), curve_free),
        rules=Rules(road_knowledge="uninformed", closed_road="wait"),
        dormant=(DormantImpact(id="flood", activate_at_s=0.0),),
        horizon_s=600.0,
    )
    op, _ = play(town, {"flood": water})
    assert math.isinf(op.roads.known["engine"].seconds[0])
    assert not math.isinf(op.roads.known["boat"].seconds[0])


def test_run_until_an_instant_between_ticks_stays_on_the_grid():
    """A clock on the wall knows no grid; commands given then are recorded on it all the same."""
    op = Operation(world(call(), teams=[team()]), {}, Luck(1, 0), make_decider("nearest_able"))
    op.run_until(12.3456789)
    op.apply(Command(12.3456789, "hq", "set_level", {"level": 4}, "player"))
    (instant,) = op.run().tables()["levels"]["time_s"].tolist()
    assert instant == round(instant / TICK_S) * TICK_S >= 12.3456789


def test_known_only_by_being_asked():
    """What nobody can tell of a mission that was diverted by a command: the log has it in order."""
    town = world(call(), call("c1", 3, at_s=5.0), teams=[team(), team("t1", 3)])
    _, tables = play(town)
    events = tables["events"]
    order = list(
        zip(events["time_tick"].tolist(), events["rank"].tolist(), events["id"], strict=True)
    )
    assert order == sorted(order)
    ranks = dict(zip(events["kind"], events["rank"].tolist(), strict=True))
    assert ranks["TEAM_ORDERED"] == Rank.DECISION
    assert ranks["INCIDENT_REPORTED"] == Rank.MESSAGE
    assert ranks["TEAM_ARRIVED"] == Rank.ARRIVAL


@pytest.mark.parametrize("policy", ["nearest_able", "assignment"])
def test_assignment_leaves_nobody_waiting_for_another_event(policy):
    """Two incidents counted in teams and one in persons at one instant: all are served at it."""
    types = [kind(), kind("crowd", needs=(Requirement(skill="fire", amount=3, unit="persons"),))]
    town = world(
        call("c0", 0),
        call("c1", 1),
        call("c2", 2, type="crowd"),
        teams=[team(f"t{n}", n, headcount=3) for n in range(4)],
        types=types,
        policy=policy,
        network=network(),
    )
    _, tables = play(town)
    assert tables["incidents"]["ordered_s"].tolist() == [0.0, 0.0, 0.0]


def test_who_takes_over_commands_incidents_and_teams_until_they_are_taken_back():
    """Zones z0, z2 and the only team are west's; z1 and z3 east's, which has nobody to send.

    East's incident at z1 waits from 0 until east takes over west's team at 600 s and sends it: 60 s
    of way, there at 660 s, work until 1260 s, home at 1320 s. West's own incident at z0 occurs at
    700 s; it is east's to decide, and its team is sent there at 1260 s, as it leaves z1. When west
    has taken back what is its own at 1800 s, east's next incident waits for ever.
    """
    desks = ("west", "east")
    town = world(
        call("c0", 1),
        call("c1", 0, at_s=700.0),
        call("c2", 1, at_s=3000.0),
        teams=[team(headquarters="west")],
        place=place(desks=desks),
        headquarters=tuple(Headquarters(id=name) for name in desks),
        injects=(
            inject(600.0, "take_over", "i0", of="west", commander="east"),
            inject(610.0, "take_over", "i1", of="west", commander="east"),
            inject(620.0, "take_over", "i2", of="west", commander="north"),
            inject(1800.0, "take_over", "i3", of="west", commander="west"),
        ),
    )
    _, tables = play(town)
    found = told(tables["incidents"], "incident", ("headquarters", "ordered_s", "closed_s"))
    assert found["c0"] == ("east", 600.0, 1260.0)
    assert found["c1"][:2] == ("west", 1260.0)
    assert found["c2"] == ("east", None, None)
    rows = tables["commands"]
    orders = [
        (time_s, desk)
        for time_s, desk, kind in zip(
            rows["time_s"].tolist(), rows["headquarters"], rows["kind"], strict=True
        )
        if kind == "order"
    ]
    assert orders == [(600.0, "east"), (1260.0, "east")]
    assert [why for why in rows["reason"] if why] == [
        "it is in command already",
        "unknown headquarters",
    ]


def test_a_team_that_reports_while_command_changes_is_known_to_the_new_commander():
    """West's team works at its own base from 0 to 600 s; messages to west take 100 s.

    East takes over at 650 s, while the message that the team is free is under way, and sends it at
    700 s.
    """
    desks = ("west", "east")
    town = world(
        call("c0", 2, at_s=0.0),
        call("c1", 1, at_s=300.0),
        teams=[team(node=2, headquarters="west")],
        place=place(desks=desks),
        headquarters=(
            Headquarters(id="west", message_delay=minutes(100.0)),
            Headquarters(id="east"),
        ),
        injects=(inject(650.0, "take_over", of="west", commander="east"),),
        rules=Rules(free_again="on_clearing"),
    )
    _, tables = play(town)
    assert told(tables["incidents"], "incident", ("ordered_s",))["c1"] == (700.0,)
