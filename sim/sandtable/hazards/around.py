"""What lies around a hazard that is worked out: roads, people, the files that it names (周边)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.ground.plane import Plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.files.impact_files import HazardStated
    from sandtable.files.place_builder import Peopled
    from sandtable.files.reader import NamedFile
    from sandtable.files.tree import Path
    from sandtable.ground.faults import Fault, Remark
    from sandtable.world.network import Network


@dataclass(frozen=True, kw_only=True, eq=False)
class Around:
    """The surroundings of an entry.

    Parameters
    ----------
    entry
        Its id.
    zones
        Where people live, by id of the zone, in the reference system of the network.
    stated
        The part of its file, and where that stands.

    """

    entry: str
    network: Network
    zones: Mapping[str, Peopled]
    stated: HazardStated

    @cached_property
    def plane(self) -> Plane | None:
        """Metres around the middle of the network; None where it is in metres itself."""
        network = self.network
        if not network.in_degrees:
            return None
        return Plane(float(np.nanmean(network.x)), float(np.nanmean(network.y)))

    def metres(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return places of the network's reference system as metres east and north."""
        if self.plane is None:
            return x, y
        east, north = self.plane.metres(np.column_stack((x, y))).T
        return east, north

    def course(self, arc: int) -> NDArray[np.float64]:
        """Return the course of an arc in metres, shape ``(n, 2)``."""
        return np.column_stack(self.metres(*self.network.points(arc)))

    def files(self, pattern: str) -> tuple[NamedFile, ...]:
        """Return the files that the part names under a pattern of its `FILES`."""
        return self.stated.files[pattern]

    def file(self, pattern: str) -> NamedFile:
        """Return the one file that the part names; a name with a star may stand for several.

        Parameters
        ----------
        pattern
            Of its `FILES`, without a list in it; something stands there.

        Raises
        ------
        UserFaults
            If it stands for several.

        """
        files = self.files(pattern)
        if len(files) > 1:
            node, count = files[0].node, len(files)
            name = pattern if node is None else node.value
            shown = _("'{name}', which stands for {count} files").format(name=name, count=count)
            said = (shown, _("one file"), _("Write an entry for each of them."), "one-file")
            raise UserFaults([self.fault(tuple(pattern.split(".")), *said)])
        return files[0]

    def fault(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> Fault:
        """Return a fault of a field of the part, by its path in the part."""
        return self.stated.fault(inside, shown, expected, repair, code)

    def remark(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> Remark:
        """Return a remark on a field of the part, by its path in the part."""
        return self.stated.remark(inside, shown, expected, repair, code)
