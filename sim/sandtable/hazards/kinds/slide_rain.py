"""The rain of an entry that slides: its own, or that of another entry (降雨来源)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sandtable.files.slide_model import SlidePart
from sandtable.files.water_model import WaterPart
from sandtable.ground.language import _
from sandtable.ground.units import written
from sandtable.hazards.slides.rain import (
    THRESHOLDS,
    Exceedance,
    Fallen,
    Threshold,
    exceedance,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandtable.files.impact_files import Neighbour
    from sandtable.ground.faults import Fault
    from sandtable.hazards.around import Around
    from sandtable.hazards.draws import Draws

_TOLERANCE_S = 1.0

_FACTOR = {"slide": "rain_factor", "water": "rain"}
"""What each kind of hazard that states rain calls the draw of its factor."""


@dataclass(frozen=True, eq=False)
class SlideRain:
    """The rain of an entry, and the threshold that it is compared with."""

    part: SlidePart
    around: Around

    def over(self, draws: Draws) -> Exceedance:
        """Return how far the rain of a sample is over its threshold."""
        assert self._stated is not None  # noqa: S101  told as a fault before
        drawn, law = draws, self._stated.rain_factor
        if self.part.rain_of:
            # The number that the other entry draws: its rain is the same in each sample.
            drawn = replace(draws, kind=self._neighbour.key, entry=self.part.rain_of)
        return exceedance(
            self._fallen.times(drawn.of(law, _FACTOR[drawn.kind])),
            self.begins_s,
            self._threshold,
            draws.of(self.part.threshold_factor, "threshold_factor"),
        )

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with another entry, or with when the rain began."""
        name, fault = self.part.rain_of, self.around.fault
        if not self.is_known:
            return  # told by the checks of references
        if self._stated is None:
            shown = _("'{entry}', which states no rain").format(entry=name)
            repair = _("Name an entry with 'rain' under 'water' or 'slide'.")
            yield fault(("rain_of",), shown, _("an entry with rain"), repair, "rain")
            return
        if name and self._neighbour.samples != self.around.stated.samples:
            count = self._neighbour.samples
            expected = _("the {number} of '{entry}', whose rain it is")
            expected = expected.format(number=count, entry=name)
            repair = _("Write 'samples: {number}'.").format(number=count)
            shown = str(self.around.stated.samples)
            yield fault(("samples",), shown, expected, repair, "samples")
        if name and abs(self._earlier_s - self.begins_s) > _TOLERANCE_S:
            shown = written("duration", self.begins_s)
            expected = _("{time}, by which '{entry}' is activated earlier")
            expected = expected.format(time=_signed(self._earlier_s), entry=name)
            repair = _("Take 'begins' out, or activate the two accordingly.")
            yield fault(("begins",), shown, expected, repair, "begins")
        elif self.begins_s >= self._fallen.at_s[-1]:
            ends = float(self._fallen.at_s[-1])
            shown, last = (written("duration", one) for one in (self.begins_s, ends))
            expected = _("less than the {time} of the last row of rain").format(time=last)
            repair = _("It says how long before the activation the rain began.")
            yield fault(("begins",), shown, expected, repair, "begins")

    @property
    def is_known(self) -> bool:
        """Whether the entry whose rain it is is there."""
        return not self.part.rain_of or self.part.rain_of in self.around.stated.neighbours

    @property
    def begins_s(self) -> float:
        """How long before the activation the rain began [s]."""
        if "begins" in self.part.model_fields_set or not self._earlier_s > 0.0:
            return self.part.begins
        return self._earlier_s

    @property
    def _earlier_s(self) -> float:
        """How much earlier the other entry is activated, nan = not known [s]."""
        return self._neighbour.earlier_s if self.part.rain_of else math.nan

    @property
    def _neighbour(self) -> Neighbour:
        return self.around.stated.neighbours[self.part.rain_of]

    @cached_property
    def _stated(self) -> SlidePart | WaterPart | None:
        """The part that states the rain; None = the entry that is named states none."""
        other = self._neighbour.part if self.part.rain_of else self.part
        if isinstance(other, (SlidePart, WaterPart)) and other.rain is not None:
            return other
        return None

    @cached_property
    def _fallen(self) -> Fallen:
        """The rain as it is stated, without its factor."""
        stated = self._stated
        if isinstance(stated, WaterPart):
            rates = [(one.at, one.rain) for one in stated.rain or ()]
            return Fallen.of_rates(rates, stated.until)
        assert stated is not None  # noqa: S101  told as a fault before
        return Fallen.of_depths([(one.at, 1000.0 * one.rain) for one in stated.rain or ()])

    @property
    def _threshold(self) -> Threshold:
        own = self.part.own_threshold
        if own is None:
            return THRESHOLDS[self.part.threshold]
        return Threshold(own.alpha, own.beta, own.shortest / 3600.0, own.longest / 3600.0)


def _signed(time_s: float) -> str:
    return f"-{written('duration', -time_s)}" if time_s < 0.0 else written("duration", time_s)
