"""The one list of rooms and doors, lowest first: each may import only those above it.

Add the dotted name of a room when its folder (with `apps.py` and `models.py`) is there. Everything else
finds a room from here: its tables (`tables.py`), jobs (`jobs.py`), matrix rows (`tests/matrix_rows.py`).
"""

ROOMS = [
    "loa.kernel",
    "loa.audit",
    "loa.places",
    "loa.lists",
    "loa.people",
    "loa.imports",
    "loa.keys",
    "loa.media",
    "loa.speech",
    "loa.fleet",
    "loa.newsroom",
    "loa.airtime",
    "loa.dispatch",
    "loa.playlog",
]

DOORS = ["loa.desk", "loa.api", "loa.demo"]
