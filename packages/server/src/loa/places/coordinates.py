"""A position in a spreadsheet: its two columns, what a row shows of it, how people write a measure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.importing import Change
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


def pair(latitude: float | None, longitude: float | None) -> str:
    """Returns a position as people write it, "chưa có" if it is not known."""
    if latitude is None or longitude is None:
        return _("chưa có")
    return f"{figure(latitude)}; {figure(longitude)}"


def added(latitude: float | None, longitude: float | None) -> tuple[Change, ...]:
    """Returns what a new row shows of its position; nothing if it has none."""
    if latitude is None or longitude is None:
        return ()
    return (Change(_("tọa độ"), "", pair(latitude, longitude)),)


def figure(value: float) -> str:
    """Returns a measure with a decimal comma, as pages and files write it."""
    return f"{value:.10g}".replace(".", ",")
