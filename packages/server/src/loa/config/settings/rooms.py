"""The list of Loa's apps, lowest first: each may import only those below it, which stand before it here.
`ROOMS` own the data and rules; `DOORS` are the pages, the API and the demo.

Add the dotted name of an app when its folder (with `apps.py` and `models.py`) exists. Everything else finds
an app through this list: its tables (`tables.py`), jobs (`jobs.py`), rows of the rights matrix
(`tests/matrix_rows.py`).
"""

ROOMS = [
    "loa.kernel",
    "loa.audit",
    "loa.places",
    "loa.lists",
    "loa.people",
    "loa.exports",
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
