"""Countries are ISO's list."""

import pytest

from domain.shared.country import Country, UnknownCountry
from tests.domain.shared.wire import problems, read, written


@pytest.mark.parametrize("code", ["DE", "US", "GB", "AE", "ID", "XK", "ZW", "AD"])
def test_a_country_is_its_code(code):
    assert written(Country, read(Country, f'"{code}"')) == f'"{code}"'


@pytest.mark.parametrize("code", ["de", "DEU", "", "UK", "EU", "ZZ", "DE ", "D1"])
def test_anything_else_is_refused(code):
    with pytest.raises(UnknownCountry):
        Country(code)
    assert problems(Country, "49")
