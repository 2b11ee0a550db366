"""Reports to look at: a small town with everything, and Huarong's study (no tests here)."""

from dataclasses import replace

from tests.worlds import kind, network, place, team, world

from sandtable.ground.laws import Law
from sandtable.ground.names import Name
from sandtable.report.html import write_report
from sandtable.study import Point, Stopping, run_study, serial
from sandtable.study.case import Case
from sandtable.study.load import load_study
from sandtable.world.network import Network
from sandtable.world.people import Evacuation, Means, Residents
from sandtable.world.place import Facility
from sandtable.world.plan import Agreement, Item, Stock, Truck
from sandtable.world.scenario import Inject, Listed, ReliefNeed
from sandtable.world.target import AppliesTo, Source, Target
from sandtable.world.world import Assumption

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def town(*, name=Name("小城", "town"), plan="plan"):
    """Return a point: four nodes on a line, a fire beyond a road that closes, water by truck."""
    roads = network()
    placed = Network.from_arrays(
        tail=roads.tail,
        head=roads.head,
        length_m=roads.length_m,
        n_nodes=roads.n_nodes,
        free_speed_mps=roads.free_speed_mps,
        arc_ids=roads.arc_ids.tolist(),
        road_ids=roads.road_ids.tolist(),
        x=[0.0, 1.0, 2.0, 3.0],
        y=[0.0, 1.0, 0.0, 1.0],
        attribution="roads: drawn by hand",
    )
    about = world(
        Listed(id="c0", type="fire", at_s=60.0, node=3, zone="z3"),
        Listed(id="c1", type="fire", at_s=600.0, node=2, zone="z2"),
        teams=(
            team("t0", 0, name=Name("甲队", "first team")),
            team("t1", 1, name=Name("密队", "secret team"), agreement="aid"),
        ),
        types=(kind(name=Name("火警", "fire call"), incident_class="ordinary_call"),),
        network=placed,
        place=place(depots=((0, 1),), hospitals=(1,)),
        id=plan,
        agreements=(Agreement(id="aid", name=Name("协议", "mutual aid")),),
        items=(Item(id="bottle", need="water", unit_kg=1.0),),
        stocks=(Stock(id="s0", depot="d0", item="bottle", quantity=30),),
        trucks=(Truck(id="v0", depot="d0", profile="engine", load=Law.constant(60.0)),),
        needs=(ReliefNeed(id="n0", zone="z1", kind="water", persons=30, at_s=0.0),),
        injects=(
            Inject(id="i0", at_s=100.0, kind="close_road", arguments={"road": "r2"}),
            Inject(id="i1", at_s=1500.0, kind="open_road", arguments={"road": "r2"}),
        ),
    )
    about = replace(
        about,
        place=replace(
            about.place, zones=tuple(replace(zone, name=name) for zone in about.place.zones)
        ),
        plan=replace(about.plan, name=name),
        scenario=replace(about.scenario, name=name),
        targets=targets(name),
        assumptions=(
            Assumption(path="plan.teams[t0].turnout", value=name.en, confidence="low", low="1 min"),
        ),
    )
    return Point(scenario="drill", alternative=plan, case=Case(world=about))


def targets(name):
    """Return a target that is missed, one on water, and one without any case."""
    common = {"clock_from": "occurred", "threshold": 0.95, "sense": "at_least"}
    arrive = {**common, "clock_to": "first_arrival", "within_s": 120.0, "name": name}
    source = Source(plan=name.en, clause="1", quote=name.zh, confidence="low")
    return (
        Target(id="a", reading=name, source=source, **arrive),
        Target(
            id="w",
            **{**common, "clock_to": "need_met", "within_s": 3600.0},
            quantity="persons",
            needs=("water",),
        ),
        Target(
            id="none",
            **arrive,
            applies_to=AppliesTo(incident_class="work_safety", grade="major"),
        ),
    )


def report(folder, point, **options):
    """Play two runs of a point, or `most`, and return the text of its report."""
    most = options.pop("most", 2)
    result = run_study(
        [point], id="x", seed=1, stopping=Stopping(most=most), engine=serial(), out=folder
    )
    title = options.pop("title", Name("能到吗?", "Do they come?"))
    return write_report(result.folder, [point], result, title=title, **options).read_text("utf-8")


def leaving():
    """Return a point: the people of a zone are told to leave, by car to a shelter."""
    point = town()
    about = point.case.world
    means = Means(id="car", kind="own", share=1.0, profile="engine", relatives=0.25)
    plan = Evacuation(
        id="out",
        name=Name("转移", "move out"),
        zones=("z3",),
        exit="h1",
        shelters=("school",),
        heed=1.0,
        mobilise=Law.constant(600.0),
        means=(means,),
    )
    about = replace(
        about,
        place=replace(
            about.place,
            facilities=(
                *about.place.facilities,
                Facility(id="school", name=Name("学校", "school"), node=0, kind="shelter"),
            ),
        ),
        plan=replace(about.plan, evacuations=(plan,)),
        scenario=replace(
            about.scenario,
            residents=(Residents(id="p3", zone="z3", persons=400),),
            injects=(
                Inject(id="i0", at_s=60.0, kind="open_shelter", arguments={"shelter": "school"}),
                Inject(id="i1", at_s=300.0, kind="evacuate", arguments={"evacuation": "out"}),
            ),
        ),
    )
    return replace(point, case=Case(world=about))


def huarong_report(project, folder):
    """Return the text of the report of Huarong's study, two short runs of it."""
    study = project / "experiments" / "huarong.yaml"
    loaded = load_study(study, sets=["scenario.horizon=8 d"], replications=2)
    result = run_study(
        loaded.points,
        id=loaded.id,
        seed=loaded.seed,
        stopping=loaded.stopping,
        name=loaded.name,
        engine=serial(),
        out=folder,
        about=loaded.about | {"command": {"arguments": ["study", "huarong"], "folder": "/x/y"}},
    )
    file = write_report(result.folder, loaded.points, result, title=loaded.title)
    return file.read_text("utf-8")
