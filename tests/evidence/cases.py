"""Case files for the tests of this room: small, and written where the test can see them."""

import copy
import json

RULE = {
    "min_replications": 20,
    "max_standard_errors": 3.5,
    "max_relative_half_width": 0.02,
    "confidence": 0.95,
    "probability_half_width_floor": 0.0005,
    "probability_key_contains": ["probability", "fraction", "share"],
}

MMC = {
    "id": "two-units",
    "family": "mmc",
    "inputs": {
        "units": 2,
        "arrivals": "Poisson",
        "arrival_rate_per_h": 1,
        "service": "exponential",
        "service_rate_per_unit_per_h": 1,
        "travel_h": 0,
        "queue": "infinite, first come first served",
        "wait_threshold_h": 1,
    },
    # M/M/2 with 1 erlang: C = 1/3, W = C / (2 - 1), P(W > 1) = C e^-1.
    "expected": {
        "utilisation": 0.5,
        "probability_of_wait": 1 / 3,
        "mean_wait_h": 1 / 3,
        "mean_queue_length": 1 / 3,
        "mean_time_in_system_h": 4 / 3,
        "probability_wait_exceeds_threshold": 0.12262648039048,
        "wait_p90_h": 1.2039728043259,
    },
    "compare": [
        "utilisation",
        "probability_of_wait",
        "mean_wait_h",
        "mean_queue_length",
        "mean_time_in_system_h",
        "probability_wait_exceeds_threshold",
        "wait_p90_h",
    ],
    "tolerance": {"*": {"rule": "replications"}},
}


def changed(case, **parts):
    """Return a case with other parts; those of `inputs` and `expected` are added."""
    new = copy.deepcopy(case)
    for name, value in parts.items():
        if isinstance(value, dict) and name in {"inputs", "expected"}:
            new[name] |= value
        else:
            new[name] = value
    return new


def document(*cases, room="dispatch", **parts):
    """Return the content of a case file."""
    return {
        "schema": "verification-cases/1",
        "room": room,
        "title": "test",
        "rules": {"replications": RULE},
        "cases": list(cases),
    } | parts


def write(folder, *cases, name="cases.json", **parts):
    """Write a case file and return its path."""
    file = folder / name
    file.write_text(json.dumps(document(*cases, **parts)), "utf-8")
    return file
