"""The words that the script of the page needs, in the language in force."""

from __future__ import annotations

from sandtable.ground.language import _


def script_words() -> dict[str, str]:
    """Return the words by key; ``{name}`` places are filled by the script."""
    return {
        **_incident_words(),
        **_team_words(),
        **_control_words(),
        **_flood_words(),
        "opened": _("roads open again: {number}"),
        "closed": _("roads closed: {number} {cause}"),
        "told_to_get_ready": _("{what}: told to get ready"),
        "told_to_leave": _("{what}: ordered to leave"),
        "acknowledged": _("{what}: warning acknowledged"),
        "people": _("people on their way"),
        "inside": _("inside: {number}"),
        "people_counts": _("told {told}, out of danger {safe}, taken in {arrived} persons"),
        "level": _("response level {number}"),
        "no_level": _("response level lifted"),
        "unpacking": _(
            "This browser is too old to unpack the replay. The tables show all numbers."
        ),
        "broken": _("The replay data of this file is damaged. The tables are not affected."),
        "person_count": _("{number} residents"),
        "reach_of": _("nearest own team: {number} min"),
        "no_way": _("no way from any base"),
        "external": _("external force"),
        "exposed": _("exposed: {number} %"),
        "exposed_zone": _("people exposed"),
        "closed_roads": _("closed roads"),
        "slow_roads": _("slowed roads"),
        "fictitious_scale": _("no scale: schematic"),
    }


def _incident_words() -> dict[str, str]:
    return {
        "occurred": _("occurred, not yet reported"),
        "reported": _("reported, nobody there yet"),
        "first_arrival": _("a team is there"),
        "controlled": _("under control"),
        "over": _("closed without any team"),
        "line_occurred": _("{what}: occurs"),
        "line_reported": _("{what}: reported"),
        "line_first_arrival": _("{what}: first team arrives"),
        "line_controlled": _("{what}: under control"),
    }


def _team_words() -> dict[str, str]:
    return {
        "state0": _("ready"),
        "state1": _("getting ready"),
        "state2": _("going out"),
        "state3": _("at work"),
        "state4": _("taking persons"),
        "state5": _("returning"),
        "state6": _("not there"),
    }


def _flood_words() -> dict[str, str]:
    return {
        "in_water": _("in the water or cut off by it"),
        "water_counts": _("in the water or cut off {water}, lost {lost}"),
        "fleet_bus": _("bus (filled: with people)"),
        "fleet_boat": _("boat (filled: with people)"),
        "fleet_rock": _("rock truck (filled: loaded)"),
        "water_reaches": _("{what}: water comes in"),
        "first_load": _("first rock tipped at the breach"),
        "source_controlled": _("source of the hazard under control"),
        "hazard_begins": _("hazard begins: {what}"),
        "hazard_follows": _("hazard follows another: {what}"),
        "shelter_opens": _("{what} opens as a shelter"),
        "layer_water": _("flood water"),
        "wet_zone": _("zone under water (darker: more of it)"),
        "wet": _("under water: {number} %"),
        "depth1": _("road under up to 30 cm of water"),
        "depth2": _("road under up to 1 m of water"),
        "depth3": _("road under more than 1 m of water"),
    }


def _control_words() -> dict[str, str]:
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "scene": _("Run shown"),
        "speed": _("Speed"),
        "speed_of": _("1 s = {number} min"),
        "slider": _("Time"),
        "map": _("Map"),
        "zoom_in": _("zoom in"),
        "zoom_out": _("zoom out"),
        "zoom_all": _("show all"),
        "zoom_water": _("show what is flooded"),
        "run": _("run {number}"),
        "layer_reach": _("reach from the bases"),
        "layer_zones": _("names of zones"),
        "layer_teams": _("names of teams"),
        "layer_sites": _("facilities"),
        "reach0": _("within 15 min"),
        "reach1": _("within 1 h"),
        "reach2": _("more than 1 h"),
        "reach3": _("no way"),
        "base": _("base, with teams ready"),
        "facility": _("facility"),
        "depot": _("depot"),
        "zone": _("zone"),
        "count_open": _("open incidents: {number}"),
        "persons": _("{number} persons"),
    }
