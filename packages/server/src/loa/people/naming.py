"""The only way to read the names of persons.

A row policy shows a row of `people_person` only to those who may see the person's own unit. A query that
joins this table would lose every row whose person works elsewhere: the commune's approver would not see a
bulletin by an editor of the province. So no query joins it (a test checks the queries of pages). Instead,
functions with the owner's rights return names by id to whoever is signed in (migrations 0003 and 0010).
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import CharField, F, Func


class PersonName(Func):
    """The name of the person of an id, null if there is none:
    `.annotate(author_name=PersonName("author_id"))`."""

    function = "people_name"
    output_field = CharField(null=True)

    def __init__(self, person_id: str) -> None:
        super().__init__(F(person_id))


def names(person_ids: Iterable[int]) -> dict[int, str]:
    """Returns names of persons by id, also of those outside the scope (such as a person of the province who
    acted here). Erased persons are left out."""
    ids = sorted(set(person_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, name from people_names(%s::bigint[])", [ids])
        return dict(cursor.fetchall())
