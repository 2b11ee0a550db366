"""Quantities as people write them."""

import pytest

from sandtable.ground.units import UnitFault, quantity


@pytest.mark.parametrize(
    ("dimension", "text", "value"),
    [
        ("distance", "12.5 mm", 0.0125),
        ("distance", "3 毫米", 0.003),
        ("flow", "90 m3/h", 0.025),
        ("temperature", "4.5 °C", 4.5),
        ("temperature", "4.5 ℃", 4.5),
        ("temperature", "4.5 度", 4.5),
    ],
)
def test_rain_earth_and_temperature(dimension, text, value):
    """Rain in millimetres, earth in m3 an hour, temperature in °C, one character or two."""
    assert quantity(dimension, text) == value


def test_a_temperature_needs_its_unit():
    """A bare number may be Kelvin."""
    with pytest.raises(UnitFault) as told:
        quantity("temperature", 4.5)
    assert told.value.repair == 'Write "4.5 °C".'
