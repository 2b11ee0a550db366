"""The counter-based generator behind all luck: an address in, a number out (contracts §1)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

# Multipliers and key increments of Philox 4x64: Salmon et al. (2011), table 2 and section 4.1.
_MULTIPLIER_0 = np.uint64(0xD2E7470EE14C6C93)
_MULTIPLIER_1 = np.uint64(0xCA5A826395121157)
_WEYL_0 = np.uint64(0x9E3779B97F4A7C15)  # golden ratio
_WEYL_1 = np.uint64(0xBB67AE8584CAA73B)  # sqrt(3) - 1
_ROUNDS = 10


def _multiply(_typing_context: Any, _a: Any, _b: Any) -> Any:  # noqa: ANN401  numba's types
    """Tell numba how to form the upper 64 bits of the 128-bit product of two words."""

    def generate(_context: Any, builder: Any, _signature: Any, words: Any) -> Any:  # noqa: ANN401
        word = words[0].type
        wide = type(word)(128)
        product = builder.mul(builder.zext(words[0], wide), builder.zext(words[1], wide))
        return builder.trunc(builder.lshr(product, wide(64)), word)

    return types.uint64(types.uint64, types.uint64), generate


# One instruction; from 32-bit halves it would be four products and their carries.
_high_word: Any = intrinsic(_multiply)


@njit(cache=True)
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, key_0: np.uint64, key_1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Turn a counter of four words and a key of two into four words of luck: Philox 4x64-10.

    References
    ----------
    Salmon, Moraes, Dror, Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, Proceedings
    of SC11, section 4.3.

    """
    for _ in range(_ROUNDS):
        high_0, low_0 = _high_word(_MULTIPLIER_0, c0), _MULTIPLIER_0 * c0
        high_1, low_1 = _high_word(_MULTIPLIER_1, c2), _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = high_1 ^ c1 ^ key_0, low_1, high_0 ^ c3 ^ key_1, low_0
        key_0 += _WEYL_0
        key_1 += _WEYL_1
    return c0, c1, c2, c3


@njit(cache=True)
def unit(word: np.uint64) -> float:
    """Map a word to the middle of one of 2^52 equal cells of (0, 1): never 0, never 1."""
    return (np.float64(word >> np.uint64(12)) + 0.5) * 2.0**-52


# Words travel as int64, the same bits as uint64: one compiled variant whatever their top bit is.


@njit(cache=True)
def _block(
    key_0: int, key_1: int, h_lo: int, h_hi: int, visit: int, number: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the words of four consecutive draws of a hashed address."""
    return philox(
        np.uint64(number),
        np.uint64(visit),
        np.uint64(h_lo),
        np.uint64(h_hi),
        np.uint64(key_0),
        np.uint64(key_1),
    )


@njit(cache=True)
def draw(key_0: int, key_1: int, h_lo: int, h_hi: int, visit: int, k: int) -> float:
    """Return draw `k` of a hashed address, in (0, 1)."""
    return unit(_block(key_0, key_1, h_lo, h_hi, visit, k >> 2)[k & 3])


@njit(cache=True)
def draw_each(
    key_0: int, key_1: int, hashed: NDArray[np.int64], visit: int, ks: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the draws `ks` of many hashed addresses.

    Parameters
    ----------
    hashed
        (h_lo, h_hi) of each address, shape ``(n_addresses, 2)``.
    ks
        Numbers of the draws wanted, shape ``(n_draws,)``; neighbours of one block cost least.

    Returns
    -------
    NDArray[np.float64]
        Shape ``(n_addresses, n_draws)``, in (0, 1).

    """
    drawn = np.empty((hashed.shape[0], ks.size))
    for i in range(hashed.shape[0]):
        number = ks[0] >> 2
        words = _block(key_0, key_1, hashed[i, 0], hashed[i, 1], visit, number)
        for j in range(ks.size):
            if ks[j] >> 2 != number:
                number = ks[j] >> 2
                words = _block(key_0, key_1, hashed[i, 0], hashed[i, 1], visit, number)
            drawn[i, j] = unit(words[ks[j] & 3])
    return drawn


@njit(cache=True)
def draw_series(
    key_0: int, key_1: int, hashed: NDArray[np.int64], visit: int, first: int, n: int
) -> NDArray[np.float64]:
    """Return the draws `first` to ``first + n - 1`` of one hashed address, shape ``(n,)``.

    Parameters
    ----------
    hashed
        (h_lo, h_hi), shape ``(2,)``.

    """
    drawn = np.empty(n)
    for number in range(first >> 2, (first + n + 3) >> 2):
        words = _block(key_0, key_1, hashed[0], hashed[1], visit, number)
        for k in range(max(first, 4 * number), min(first + n, 4 * number + 4)):
            drawn[k - first] = unit(words[k & 3])
    return drawn
