import pickle
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from sandtable.ground import philox
from sandtable.ground.luck import Luck, address, hashes, stream

WORD = 2**64
words = st.integers(0, WORD - 1)
replications = st.integers(0, 2**63 - 1)
ids = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
small = st.integers(0, 10**6)


def numpy_words(key, counter):
    """Return the four words of one block of NumPy's Philox, which steps its counter first."""
    whole = sum(word << (64 * i) for i, word in enumerate(counter))
    before = (whole - 1) % 2**256
    generator = np.random.Philox(key=key[0] + (key[1] << 64), counter=before)
    return generator.random_raw(4).tolist()


def by_contract(key, purpose, entity, visit, k):
    """Return a draw written down word by word as contracts §1 states it, on NumPy's Philox."""
    digest = blake2b(f"{purpose}\x1f{entity}".encode(), digest_size=16).digest()
    h_lo, h_hi = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")
    word = numpy_words(key, (k // 4, visit, h_lo, h_hi))[k % 4]
    return ((word >> 12) + 0.5) * 2.0**-52


@given(st.tuples(words, words), st.tuples(words, words, words, words))
def test_blocks_are_numpys_word_for_word(key, counter):
    """Any key and any counter give NumPy's four words."""
    ours = philox.philox(*map(np.uint64, counter), *map(np.uint64, key))
    assert [int(word) for word in ours] == numpy_words(key, counter)


@given(words, replications, ids, ids, small, small)
def test_draws_follow_the_contract(seed, replication, purpose, entity, visit, k):
    """The scalar face is the formula of the contract, to the bit."""
    drawn = Luck(seed, replication).uniform(purpose, entity, visit, k)
    assert drawn == by_contract((seed, replication), purpose, entity, visit, k)


@given(words, replications, ids, small)
def test_hazard_samples_have_their_own_keys(seed, sample, entity, k):
    """Sample s uses the key 2^63 + s, which no replication can have."""
    drawn = Luck.hazard(seed, sample).uniform("breach", entity, k=k)
    assert drawn == by_contract((seed, 2**63 + sample), "breach", entity, 0, k)
    assert drawn != Luck(seed, sample).uniform("breach", entity, k=k)


@given(
    words, replications, st.lists(ids, max_size=8), small, st.lists(small, min_size=1, max_size=9)
)
def test_array_faces_have_the_bits_of_the_scalar_face(seed, replication, entities, visit, ks):
    """Whoever draws many at once draws what each would have drawn alone."""
    luck = Luck(seed, replication)
    alone = [[luck.uniform("incident", one, visit, k) for k in ks] for one in entities]
    assert luck.draws("incident", entities, ks, visit).tolist() == alone
    assert luck.drawn(hashes("incident", entities), ks, visit).tolist() == alone
    first = [row[0] for row in alone]
    assert luck.uniforms("incident", entities, visit, ks[0]).tolist() == first


@given(words, replications, small, st.integers(0, 40), st.integers(0, 11))
def test_a_series_has_the_bits_of_its_draws(seed, replication, visit, n, first):
    """A series may begin and end anywhere in a block of four."""
    luck = Luck(seed, replication)
    alone = [luck.uniform("gap", "calls", visit, k) for k in range(first, first + n)]
    assert luck.series("gap", "calls", n, first, visit).tolist() == alone


def test_no_draws_are_no_fault():
    """Nobody drawing is an empty array, not an error."""
    assert Luck(1, 0).uniforms("incident", []).shape == (0,)
    assert Luck(1, 0).draws("incident", [], [0, 1]).shape == (0, 2)
    assert Luck(1, 0).series("gap", "calls", 0).shape == (0,)


def test_draws_never_touch_0_or_1():
    """The extreme words lie half a cell inside."""
    assert philox.unit(np.uint64(0)) == 2.0**-53
    assert philox.unit(np.uint64(WORD - 1)) == 1.0 - 2.0**-53


@given(words)
def test_a_word_keeps_its_upper_52_bits(word):
    """A draw is the middle of the cell that the upper 52 bits number."""
    u = philox.unit(np.uint64(word))
    assert 0.0 < u < 1.0
    assert int(u * 2.0**52) == word >> 12


@given(st.lists(ids, min_size=1, max_size=12, unique=True), ids, st.randoms())
def test_a_new_entity_moves_nobody_elses_luck(entities, newcomer, order):
    """Entities may come, go and change places: each keeps its draw."""
    luck = Luck(2026, 7)
    before = dict(zip(entities, luck.uniforms("incident", entities).tolist(), strict=True))
    later = [*(one for one in entities if one != newcomer), newcomer]
    order.shuffle(later)
    after = dict(zip(later, luck.uniforms("incident", later).tolist(), strict=True))
    assert all(after[one] == before[one] for one in entities if one in after)


def test_a_new_draw_moves_no_other_draw():
    """Asking for one number more, or in another order, changes none of the others."""
    luck = Luck(2026, 7)
    few = luck.draws("incident", ["a", "b"], [0, 5])
    many = luck.draws("incident", ["a", "b"], [9, 5, 4, 0, 1])
    assert few.tolist() == many[:, [3, 1]].tolist()


def test_every_part_of_an_address_matters():
    """Purpose, entity, the seam between ids, visit, k, seed and replication: all different."""
    drawn = [
        Luck(1, 0).uniform("work", "a"),
        Luck(1, 0).uniform("turnout", "a"),
        Luck(1, 0).uniform("work", "b"),
        Luck(1, 0).uniform("work", address("a", "b", "c")),
        Luck(1, 0).uniform("work", address("a", "bc")),
        Luck(1, 0).uniform("work", address("ab", "c")),
        Luck(1, 0).uniform("work", "a", visit=1),
        Luck(1, 0).uniform("work", "a", k=1),
        Luck(1, 0).uniform("work", "a", k=4),
        Luck(2, 0).uniform("work", "a"),
        Luck(1, 1).uniform("work", "a"),
        Luck(0, 1).uniform("work", "a"),
        Luck.hazard(1, 0).uniform("work", "a"),
    ]
    assert len(set(drawn)) == len(drawn)


def test_address_joins_by_the_unit_separator():
    """The ids of an entity are joined by 0x1f, in the order given."""
    assert address("i1", "t2", "boom") == "i1\x1ft2\x1fboom"


def test_draws_are_uniform_and_independent():
    """65 536 draws fill 256 cells evenly, and neighbours are uncorrelated, within 4 sigma."""
    n, cells = 65_536, 256
    names = [f"i{i}" for i in range(n)]
    for drawn in (Luck(5, 0).series("gap", "calls", n), Luck(5, 0).uniforms("incident", names)):
        counts = np.bincount((drawn * cells).astype(int), minlength=cells)
        chi_square = float(((counts - n / cells) ** 2).sum() / (n / cells))
        assert abs(chi_square - (cells - 1)) < 4.0 * (2.0 * (cells - 1)) ** 0.5
        assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 4.0 / n**0.5


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Luck(-1, 0), "seed: found -1, expected 0 <= seed < 2^64"),
        (lambda: Luck(2**64, 0), "seed: found 18446744073709551616, expected 0 <= seed < 2^64"),
        (lambda: Luck(0, -1), "replication: found -1, expected 0 <= replication < 2^63"),
        (
            lambda: Luck(0, 2**63),
            "replication: found 9223372036854775808, expected 0 <= replication < 2^63",
        ),
        (
            lambda: Luck.hazard(0, 2**63),
            "sample: found 9223372036854775808, expected 0 <= sample < 2^63",
        ),
        (lambda: stream(-1, 0, "a"), "seed: found -1, expected 0 <= seed < 2^64"),
        (lambda: stream(0, -1, "a"), "replication: found -1, expected 0 <= replication < 2^63"),
    ],
)
def test_seeds_and_replications_have_a_range(make, message):
    """What does not fit in a key is refused, never wrapped."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011  the text is compared below
        make()
    assert str(caught.value) == message


def test_a_seed_is_a_whole_number():
    """Half a seed is no seed."""
    with pytest.raises(TypeError):
        Luck(0.5, 0)


@pytest.mark.parametrize("luck", [Luck(2**64 - 1, 2**63 - 1), Luck.hazard(3, 4)])
def test_luck_travels_to_other_processes(luck):
    """Luck survives pickling with the same draws."""
    again = pickle.loads(pickle.dumps(luck))  # noqa: S301  our own bytes
    assert again.uniform("work", "a") == luck.uniform("work", "a")


def test_streams_are_pinned():
    """A NumPy that moves the words of a seed sequence must fail the build (style §7)."""
    sequence = np.random.SeedSequence(42, spawn_key=(0, 1))
    assert sequence.generate_state(2).tolist() == [3908812709, 3341582407]


def test_a_stream_belongs_to_its_names():
    """The same names give the same stream; a name, a replication or a seed more, another one."""
    first = stream(42, 3, "zones", "z1").random(4).tolist()
    assert stream(42, 3, "zones", "z1").random(4).tolist() == first
    others = [stream(42, 3, "zones"), stream(42, 4, "zones", "z1"), stream(43, 3, "zones", "z1")]
    assert all(other.random(4).tolist() != first for other in others)


def test_a_stream_is_keyed_by_replication_and_four_words():
    """spawn_key = (replication, blake2b-128 of the joined names as four 32-bit words)."""
    digest = blake2b(b"zones\x1fz1", digest_size=16).digest()
    key = (3, *np.frombuffer(digest, "<u4").tolist())
    expected = np.random.default_rng(np.random.SeedSequence(42, spawn_key=key))
    assert stream(42, 3, "zones", "z1").random() == expected.random()


PINNED = [
    (Luck(0, 0), "incident", "i1", 0, 0, "0x1.b76fd29d5fd95p-1"),
    (Luck(2026, 7), "mission", "i1\x1fteam_3", 2, 5, "0x1.7616c717fb804p-3"),
    (Luck(2**64 - 1, 2**63 - 1), "consignment", "c9", 0, 2**40, "0x1.beb6eeae10b46p-2"),
    (Luck.hazard(2026, 7), "breach", "dike_4", 0, 1, "0x1.c0aa4a86c4f5bp-1"),
]


@pytest.mark.parametrize(("luck", "purpose", "entity", "visit", "k", "drawn"), PINNED)
def test_draws_are_pinned(luck, purpose, entity, visit, k, drawn):
    """A platform or a library that moves a bit of anybody's luck must fail the build."""
    assert luck.uniform(purpose, entity, visit, k).hex() == drawn


def test_the_high_word_is_that_of_the_exact_product():
    """The kernel's 128-bit product agrees with Python's whole numbers."""
    high = njit(lambda a, b: philox._high_word(a, b))  # noqa: PLW0108  an intrinsic needs a caller
    for a, b in [(0, WORD - 1), (WORD - 1, WORD - 1), (2**32, 2**32), (0xD2E7470EE14C6C93, 12345)]:
        assert int(high(np.uint64(a), np.uint64(b))) == (a * b) >> 64
