"""Figures as people write them: 1.234 and 93,4 in Vietnamese, 1,234 and 93.4 in English."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language


def number(value: int | float | Decimal) -> str:
    """Returns a figure in the language of the reader, with at most one decimal: 1234 gives "1.234", 93.44
    gives "93,4"."""
    if isinstance(value, int):
        text = f"{value:,}"
    else:
        rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
        text = f"{rounded:,.1f}".removesuffix(".0")
    if (get_language() or "vi").startswith("en"):
        return text
    # Vietnamese writes the decimal comma and the thousands point.
    return text.translate(str.maketrans(",.", ".,"))
