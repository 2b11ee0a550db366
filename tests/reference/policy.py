"""How a desk of the reference engine decides: the policy ``nearest_able``, under every rule."""

import math

from tests.reference.reports import recalls

from sandtable.ground.clock import grid

INF = math.inf


def decide(run, desk):
    """Choose for all waiting incidents, carry it out, and look who is cut off."""
    if not desk.waiting and not desk.needs and not desk.surplus:
        return
    orders = recalls(run, desk)
    orders += serve(run, desk, {about["team"] for _, about in orders})
    goods = run.goods.wanted(desk)
    for act, *about in orders + goods:
        act(*about)
    for one in desk.waiting:
        if not one.unreachable:
            run.look(one)


def serve(run, desk, used):
    """Return what to do for the waiting incidents; some teams are used otherwise."""
    rules, orders = run.rules, []
    free = dict(sorted(desk.free.items(), key=lambda pair: pair[0].encode()))
    waiting = list(desk.waiting)
    while waiting:
        one = waiting[0]
        if rules.queue_order == "nearest":
            one = min(waiting, key=lambda other: (soonest(run, other, free), other.key))
        waiting.remove(one)
        chosen, left = choose(run, one, free)
        pulled = []
        if max(left) > 0:
            pulled, left_then = pull(run, desk, one, left, used)
            if max(left_then) > 0 and rules.response == "all_or_nothing":
                for team, _ in chosen:
                    free[team.id] = team
                free = dict(sorted(free.items(), key=lambda pair: pair[0].encode()))
                chosen, pulled = [], []
        orders += [(send, run, team, one, skill) for team, skill in chosen]
        orders += [(divert, run, team, one, skill) for team, skill in pulled]
        used |= {team.id for team, _ in pulled}
        if max(left) <= 0:
            continue
        aid = ask(run, desk, one, left)
        orders += aid
        nobody = not (chosen or pulled or aid or one.missions)
        if rules.when_busy == "hand_over" and nobody:
            orders.append((run.do_hand_over, {"incident": one.id}))
        if rules.overtaking == "strict" and rules.when_busy == "queue":
            break
    return orders


def send(run, team, one, skill):
    """Order a team."""
    run.do_order({"team": team.id, "incident": one.id, "skill": skill})


def divert(run, team, one, skill):
    """Divert a team."""
    run.do_divert({"team": team.id, "incident": one.id, "skill": skill})


def choose(run, one, free):
    """Take the able teams that are there first out of the free ones, requirement by requirement."""
    chosen, left = [], list(one.missing)
    for number, need in enumerate(one.kind.needs):
        while left[number] > 0:
            able = [team for team in free.values() if need.skill in team.data.skills]
            own = [team for team in able if one.zone and one.zone in team.data.territory]
            best = first(run, one, own) if run.rules.territory == "own_first" else None
            best = best or first(run, one, able)
            if best is None:
                break
            chosen.append((free.pop(best.id), need.skill))
            left[number] -= best.data.headcount if need.unit == "persons" else 1
    return chosen, left


def first(run, one, teams):
    """Return the team expected on scene first; ties by the rule, then by id; None = no way."""
    least = run.rules.tie == "least_worked"
    ranked = []
    for i, team in enumerate(teams):
        seconds = run.seconds(team, one.node) + grid(turnout(run, team, one))
        ranked.append((seconds, team.worked if least else 0.0, i))
    best = min(ranked, default=(INF,))
    return teams[best[2]] if best[0] < INF else None


def turnout(run, team, one):
    """Return the turnout that counts: none for a team that is rolling."""
    if team.mission is not None:
        return 0.0
    law = team.data.turnout
    if run.rules.turnout_known == "expected":
        return law.mean
    entity = f"{one.id}\x1f{team.id}"
    return run.draw(law, "mission", entity, team.visits.get(one.id, 0), 1)


def soonest(run, one, free):
    """Return how soon a free team with any of the missing skills could be there."""
    missing = zip(one.kind.needs, one.missing, strict=True)
    skills = {need.skill for need, left in missing if left > 0}
    able = [team for team in free.values() if skills & set(team.data.skills)]
    return min((run.seconds(team, one.node) for team in able), default=INF)


def pull(run, desk, one, left, used):
    """Choose teams of less urgent incidents, the nearest first."""
    rule, left, pulled = run.rules.diversion, list(left), []
    able = []
    for team in run.teams.values():
        mission = team.mission
        if rule == "none" or run.in_charge[team.data.headquarters] is not desk or team.id in used:
            continue
        if mission is None or mission.incident is None or not math.isnan(mission.released):
            continue
        arrived = not math.isnan(mission.arrived)
        at_work = rule == "at_work" and mission.phase == "waiting"
        if mission.incident.kind.priority > one.kind.priority and (not arrived or at_work):
            able.append(team)
    for number, need in enumerate(one.kind.needs):
        while left[number] > 0:
            fit = [team for team in able if need.skill in team.data.skills]
            best = min(fit, key=lambda team: run.seconds(team, one.node), default=None)
            if best is None or run.seconds(best, one.node) == INF:
                break
            able.remove(best)
            pulled.append((best, need.skill))
            left[number] -= best.data.headcount if need.unit == "persons" else 1
    return pulled, left


def ask(run, desk, one, left):
    """Ask, once each, for agreements that bring what no free team can do."""
    missing = zip(one.kind.needs, left, strict=True)
    wanted = {need.skill for need, lacking in missing if lacking > 0}
    asked = []
    for agreement in sorted(run.plan.agreements, key=lambda one: one.id):
        brings = any(
            team.agreement == agreement.id and wanted & set(team.skills) for team in run.plan.teams
        )
        if brings and agreement.id not in desk.asked:
            desk.asked.add(agreement.id)
            asked.append((run.do_request_aid, {"agreement": agreement.id}))
    return asked
