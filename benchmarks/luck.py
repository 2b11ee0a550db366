"""What a draw costs, beside NumPy's generators: ``python benchmarks/luck.py``.

Each row is the median ratio of interleaved pairs (see `pairs`), in CPU time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from pairs import compare

from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck, hashes

N = 100_000


def scalars(luck: Luck, ids: Sequence[str]) -> None:
    """Draw for each id alone."""
    for one in ids:
        luck.uniform("incident", one)


def main() -> None:
    """Print nanoseconds per draw and ratios."""
    luck, ids = Luck(2026, 0), [f"calls_{i:06d}" for i in range(N)]
    pcg, philox = np.random.default_rng(0), np.random.Generator(np.random.Philox(0))
    hashed, u = hashes("incident", ids), luck.series("gap", "calls", N)
    lognormal, gamma = Law.lognormal(median=720.0, sigma=0.6), Law.gamma(shape=4.0, mean=600.0)
    exponential = Law.exponential(mean=600.0)
    rows: list[tuple[str, str, Callable[[], object], Callable[[], object]]] = [
        ("series", "PCG64.random", lambda: luck.series("g", "c", N), lambda: pcg.random(N)),
        ("series", "Philox.random", lambda: luck.series("g", "c", N), lambda: philox.random(N)),
        ("uniforms", "PCG64.random", lambda: luck.uniforms("i", ids), lambda: pcg.random(N)),
        (
            "drawn, hashed before",
            "PCG64.random",
            lambda: luck.drawn(hashed, (0,)),
            lambda: pcg.random(N),
        ),
        (
            "drawn, 4 each",
            "PCG64.random",
            lambda: luck.drawn(hashed, (0, 1, 2, 3)),
            lambda: pcg.random(4 * N),
        ),
        (
            "uniform, one by one",
            "PCG64.random()",
            lambda: scalars(luck, ids),
            lambda: [pcg.random() for _ in ids],
        ),
        (
            "exponential",
            "PCG64.exponential",
            lambda: exponential.quantiles(u),
            lambda: pcg.exponential(600.0, N),
        ),
        (
            "lognormal",
            "PCG64.lognormal",
            lambda: lognormal.quantiles(u),
            lambda: pcg.lognormal(6.58, 0.6, N),
        ),
        (
            "gamma, shape 4",
            "PCG64.gamma",
            lambda: gamma.quantiles(u),
            lambda: pcg.gamma(4.0, 150.0, N),
        ),
    ]
    print(f"{'ours':<22}{'theirs':<20}{'ns ours':>10}{'ns theirs':>10}{'ratio':>8}")
    for name, peer, ours, theirs in rows:
        pair = compare(ours, theirs)
        a, b = (one / (4 * N if name.endswith("each") else N) for one in pair[:2])
        print(f"{name:<22}{peer:<20}{a * 1e9:>10.1f}{b * 1e9:>10.1f}{pair.ratio:>8.1f}")


if __name__ == "__main__":
    main()
