"""A position in a spreadsheet: its two columns, and how a measure is written for people."""

from django.utils.translation import gettext_lazy

from loa.kernel.spreadsheet.columns import Column, Number


def columns(latitude: str, longitude: str) -> tuple[Column, Column]:
    """Returns the columns of a position in degrees, with an example for each."""
    return (
        Column(
            "latitude",
            ("vĩ độ", "latitude"),
            Number(-90, 90),
            example=latitude,
            help=gettext_lazy(
                "Số độ, dấu phẩy hay dấu chấm đều được. Ghi cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."
            ),
        ),
        Column(
            "longitude",
            ("kinh độ", "longitude"),
            Number(-180, 180),
            example=longitude,
            help=gettext_lazy("Số độ."),
        ),
    )


def figure(value: float) -> str:
    """Returns a measure with a decimal comma, as pages and files write it."""
    return f"{value:.10g}".replace(".", ",")
