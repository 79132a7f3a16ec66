"""One telephone number is one, however it was typed."""

import pytest

from loa.kernel.errors import Invalid
from loa.people.actions.accounts import check_phone
from loa.people.phones import national, phone_digits


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "+84 912 345 678",
        "+84912345678",
        "84 912.345.678",
        "0084 912345678",
        "+84 0912345678",
    ],
)
def test_a_number_of_vietnam_is_the_same_from_inside_and_from_abroad(typed):
    assert phone_digits(typed) == "0912345678"
    assert phone_digits(check_phone(typed)) == "0912345678"


@pytest.mark.parametrize("typed", ["0841234567", "8412345", "841234", "19001009", "+1 202 555 0100", ""])
def test_other_numbers_stay_as_they_are(typed):
    assert national(typed) == typed


def test_the_separators_stay_as_they_were_typed():
    assert check_phone(" +84 912 345.678 ") == "0912 345.678"
    assert check_phone("84 237 385 2246") == "0237 385 2246"


@pytest.mark.parametrize("typed", ["1.250.000", "1250000", "250000000", "0912 345", "+84 912 345"])
def test_a_sum_of_money_or_half_a_number_is_no_telephone_number(typed):
    with pytest.raises(Invalid, match="8 đến 15 chữ số"):
        check_phone(typed)


@pytest.mark.parametrize("typed", ["1800 1234", "0237 385 2246", "+856 20 5551 2345"])
def test_a_service_an_office_and_a_neighbour_can_be_called(typed):
    assert check_phone(typed) == typed
