"""What a family of cases is to those who play it: settings, and how numbers come from tallies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandtable.evidence.case_files import Case, flat
from sandtable.evidence.setting import Setting
from sandtable.evidence.tally import Tally

Values = Mapping[str, Any]
"""Computed numbers by key: a number, or a list of them, as in ``expected``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long a case is to be played at first.

    Parameters
    ----------
    start_up_h
        Removed from the beginning of every run [h].
    watch_h
        Time that must count, over all runs of one law, for the precision that is asked [h].
    period_h
        What counts is a whole number of these [h]; 0 = any time.

    """

    start_up_h: float
    watch_h: float
    period_h: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A case that is simulated (模型).

    Parameters
    ----------
    settings
        One for each law of durations that the case names; all must give the expected numbers.
    plans
        As many.
    values
        Reads what runs have shown of each key.
    note
        What a reader of the report should know.

    """

    settings: tuple[Setting, ...]
    plans: tuple[Plan, ...]
    values: Callable[[Tally], Values]
    note: str = ""

    def numbers(self, tally: Tally) -> dict[str, float]:
        """Return every number by its name, ``mean_wait_h_by_class[0]``."""
        return {
            name: float(one)
            for key, value in self.values(tally).items()
            for name, one in flat(key, _plain(value))
        }


def _plain(value: Any) -> Any:  # noqa: ANN401  number, list or array
    return value.tolist() if hasattr(value, "tolist") else value


Build = Callable[[Case], Model]
"""Makes the model of a case; raises `UnknownInputs` for what it cannot be sure to understand."""

Compute = Callable[[Case], Values]
"""Computes the numbers of a case that needs no replications."""

Draw = Callable[[Case, int], tuple[Values, str]]
"""Computes the numbers of a case that draws by the seed; and what a reader should know of them."""
