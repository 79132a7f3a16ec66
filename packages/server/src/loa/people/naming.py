"""Names of persons, by the one door there is.

A row of `people_person` is seen by whoever may see the person's home. A query that joins it to other rows
loses each of them whose person works elsewhere: a bulletin by an editor of the province would not be there
for the commune's approver. So nothing joins it (a test looks at what pages ask); names alone, by id, are
given to whoever is signed in, through functions with the owner's rights (migrations 0003 and 0010).
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import CharField, F, Func


class PersonName(Func):
    """`.annotate(author_name=PersonName("author_id"))`: the name of the person of that id, null for none."""

    function = "people_name"
    output_field = CharField(null=True)

    def __init__(self, person_id: str) -> None:
        super().__init__(F(person_id))


def names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names of persons by id, also of those outside the scope (a person of the province who acted here);
    an erased person is not among them."""
    ids = sorted(set(person_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, name from people_names(%s::bigint[])", [ids])
        return dict(cursor.fetchall())
