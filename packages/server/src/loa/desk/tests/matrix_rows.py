"""What the frame itself answers (see loa.testing.matrix)."""

from loa.desk.tests import bulletin_rows, operations_rows, places_rows, schedule_rows
from loa.testing.matrix import MatrixRow, World


def plant(world: World) -> None:
    bulletin_rows.plant(world)
    operations_rows.plant(world)
    schedule_rows.plant(world)
    places_rows.plant(world)


PARTS = {
    "bulletins": bulletin_rows.ROWS,
    "schedule": schedule_rows.ROWS,
    "operations": operations_rows.ROWS,
    "places": places_rows.ROWS,
}
ROWS = [
    MatrixRow("loa_root", public=True),
    MatrixRow("desk_language", "POST", public=True, data=lambda w: {"language": "vi", "next": "/dang-nhap/"}),
    MatrixRow("desk_own_account", sees="nothing"),
    MatrixRow("desk_own_account", "POST", changes="account", data=lambda w: {"theme": "light"}),
    MatrixRow("desk_home", sees=schedule_rows.first_page),
]
