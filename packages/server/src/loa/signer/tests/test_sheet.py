"""The private half on paper: it reads as it was printed, and a slip is told by its row."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.signer import sheet

seeds = st.binary(min_size=sheet.SEED_BYTES, max_size=sheet.SEED_BYTES)


def typed(seed):
    return "\n".join(sheet.rows(seed))


@given(seeds)
def test_what_is_printed_is_read_back(seed):
    assert sheet.read(typed(seed)) == seed
    assert sheet.read(typed(seed).upper().replace("0", "O")) == seed
    assert sheet.read(f"LOA · TỜ 1\n\n{typed(seed)}\n\f\nTỜ 2\n{typed(bytes(32))}") == seed
    assert sheet.read(f"  {seed.hex()}\n") == seed


@pytest.mark.parametrize("row", [1, 2, 3, 4])
def test_a_missing_digit_a_stray_letter_and_a_row_left_out_are_told_by_the_row(row):
    lines = list(sheet.rows(bytes(range(32))))
    for wrong in (lines[row - 1][:-1], lines[row - 1][:-1] + "x", f"{row}:", ""):
        changed = [*lines[: row - 1], wrong, *lines[row:]]
        with pytest.raises(sheet.Unreadable) as found:
            sheet.read("\n".join(changed))
        assert found.value.row == row


@given(seeds, st.integers(0, 15), st.integers(1, 15))
def test_one_wrong_digit_never_reads_as_the_same_key(seed, place, by):
    """The row's check notices all but one in 256; of those the key id does not fit the root."""
    lines = list(sheet.rows(seed))
    digits = lines[0][3:].replace(" ", "")
    wrong = digits[:place] + f"{(int(digits[place], 16) + by) % 16:x}" + digits[place + 1 :]
    with contextlib.suppress(sheet.Unreadable):
        assert sheet.read("\n".join([f"1: {wrong}", *lines[1:]])) != seed


def test_rows_in_each_others_place_are_noticed():
    one, two, *rest = sheet.rows(bytes(range(32)))
    with pytest.raises(sheet.Unreadable):
        sheet.read("\n".join([f"1:{two[2:]}", f"2:{one[2:]}", *rest]))


def test_what_is_no_sheet_is_row_none():
    for text in ("", "khóa", "00" * 31, "zz" * 32):
        with pytest.raises(sheet.Unreadable) as found:
            sheet.read(text)
        assert found.value.row == 0
