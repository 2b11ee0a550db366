"""How the kernels of fire that run for every way are compiled."""

from __future__ import annotations

from typing import Any

LEAN: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
"""Options of `numba.njit` for what is called for every way: without `_nrt` off it counts, with
locks, who holds each array that it is given, which took a fifth of the time. The option is private:
were it gone, Numba would refuse it. A function compiled so may not make arrays."""
