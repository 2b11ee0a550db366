"""Luck by address: who draws what, in which replication, decides the number; nothing else does.

A draw belongs to (seed, replication, purpose, entity, visit, k), not to a place in a sequence. The
plan alternative is no part of the address, so two plans meet the same luck; a new entity, draw or
purpose moves nobody else's; the order of execution changes nothing (contracts §1).
"""

from __future__ import annotations

import operator
import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.philox import draw, draw_each, draw_series

SEPARATOR = "\x1f"
"""Joins the ids of an address: a character that no id contains."""

_HASH_BYTES = 16
_SEEDS = 2**64
_REPLICATIONS = 2**63
_two_words = struct.Struct("<qq").unpack


def address(*ids: str) -> str:
    """Join ids to one entity, in the order incident, team, task."""
    return SEPARATOR.join(ids)


def hashes(purpose: str, entities: Iterable[str]) -> NDArray[np.int64]:
    """Hash the addresses of many entities: (h_lo, h_hi) of each, shape ``(n_entities, 2)``.

    They depend on no seed and no replication, so whoever meets the same entities in many
    replications may keep them and draw with `Luck.drawn`.
    """
    begun = _begun(purpose)
    digests = []
    for entity in entities:
        hasher = begun.copy()
        hasher.update(entity.encode())
        digests.append(hasher.digest())
    words = np.frombuffer(b"".join(digests), dtype="<i8")
    return words.astype(np.int64, copy=False).reshape(-1, 2)


class Luck:
    """All luck of one replication (运气): every draw a function of its address.

    Cheap to make, to pickle and to share: it holds a key and no state.

    Parameters
    ----------
    seed
        Root of all luck, 0 <= seed < 2^64.
    replication
        Number of the replication, 0 <= replication < 2^63.

    Raises
    ------
    ValueError
        If the seed or the replication is out of range.

    References
    ----------
    Salmon, Moraes, Dror, Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC11.

    """

    __slots__ = ("_key_0", "_key_1")

    def __init__(self, seed: int, replication: int) -> None:
        self._key_0 = _signed(_in_range("seed", seed, _SEEDS))
        self._key_1 = _in_range("replication", replication, _REPLICATIONS)

    @classmethod
    def hazard(cls, seed: int, sample: int) -> Self:
        """Return the luck of a hazard sample, 0 <= sample < 2^63: never that of a replication."""
        luck = cls(seed, 0)
        luck._key_1 = _signed(_REPLICATIONS + _in_range("sample", sample, _REPLICATIONS))
        return luck

    def uniform(self, purpose: str, entity: str, visit: int = 0, k: int = 0) -> float:
        """Return one draw, uniform in (0, 1).

        Parameters
        ----------
        purpose
            What the draw decides, e.g. ``"mission"``.
        entity
            Whom it concerns: an id, or ids joined by `address`.
        visit
            Number of the repetition, >= 0 (n-th mission of a team at an incident).
        k
            Number of the draw, >= 0.

        """
        hasher = _begun(purpose).copy()
        hasher.update(entity.encode())
        h_lo, h_hi = _two_words(hasher.digest())
        drawn: float = draw(self._key_0, self._key_1, h_lo, h_hi, visit, k)
        return drawn

    def uniforms(
        self, purpose: str, entities: Iterable[str], visit: int = 0, k: int = 0
    ) -> NDArray[np.float64]:
        """Return draw `k` of each entity, the same bits as `uniform`, shape ``(n_entities,)``."""
        return self.drawn(hashes(purpose, entities), (k,), visit)[:, 0]

    def draws(
        self, purpose: str, entities: Iterable[str], ks: Sequence[int], visit: int = 0
    ) -> NDArray[np.float64]:
        """Return several draws of each entity, the same bits as `uniform`.

        Parameters
        ----------
        ks
            Numbers of the draws, at least one, in the order of the columns.

        Returns
        -------
        NDArray[np.float64]
            Shape ``(n_entities, n_draws)``, in (0, 1).

        """
        return self.drawn(hashes(purpose, entities), ks, visit)

    def drawn(
        self, hashed: NDArray[np.int64], ks: Sequence[int], visit: int = 0
    ) -> NDArray[np.float64]:
        """Return the draws of addresses hashed before by `hashes`; else as `draws`."""
        numbers = np.array(ks, dtype=np.int64)
        drawn: NDArray[np.float64] = draw_each(self._key_0, self._key_1, hashed, visit, numbers)
        return drawn

    def series(
        self, purpose: str, entity: str, n: int, first: int = 0, visit: int = 0
    ) -> NDArray[np.float64]:
        """Return the draws k = first, ..., first + n - 1 of one entity, shape ``(n,)``."""
        hashed = hashes(purpose, (entity,))[0]
        drawn: NDArray[np.float64] = draw_series(self._key_0, self._key_1, hashed, visit, first, n)
        return drawn


def stream(seed: int, replication: int, *names: str) -> np.random.Generator:
    """Return the generator that belongs to a name, the same under every plan alternative.

    It costs some 30 µs to make, so it serves set-up only; everything else draws from `Luck`.
    """
    digest = blake2b(address(*names).encode(), digest_size=_HASH_BYTES).digest()
    words = (int.from_bytes(digest[i : i + 4], "little") for i in range(0, _HASH_BYTES, 4))
    key = (_in_range("replication", replication, _REPLICATIONS), *words)
    entropy = _in_range("seed", seed, _SEEDS)
    return np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=key))


@lru_cache(maxsize=256)
def _begun(purpose: str) -> blake2b:
    """Return a hasher that has read the purpose; copying it is cheaper than reading again."""
    return blake2b((purpose + SEPARATOR).encode(), digest_size=_HASH_BYTES)


def _in_range(name: str, value: int, end: int) -> int:
    number = operator.index(value)
    if not 0 <= number < end:
        raise ValueError(f"{name}: found {number}, expected 0 <= {name} < 2^{end.bit_length() - 1}")
    return number


def _signed(word: int) -> int:
    """Return the int64 with the bits of a 64-bit word, as the kernels take it."""
    return word - _SEEDS if word >= _REPLICATIONS else word
