"""Every constraint of the database is a refusal in words: asked of the live catalogue, by its names."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.utils.functional import Promise

from loa.kernel import constraints
from loa.kernel.constraints import declared, is_primary_key, negative_column
from loa.kernel.errors import LoaError

pytestmark = pytest.mark.django_db

CONSTRAINTS = """
select relation.relname, kept.contype::text, kept.conname, kept.confrelid::regclass::text
from pg_constraint kept join pg_class relation on relation.oid = kept.conrelid
where split_part(relation.relname, '_', 1) = any(%s)
"""
INDEXES = """
select relation.relname, 'u', made.relname, ''
from pg_index kept join pg_class made on made.oid = kept.indexrelid
  join pg_class relation on relation.oid = kept.indrelid
where kept.indisunique and split_part(relation.relname, '_', 1) = any(%s)
  and not exists (select from pg_constraint where conindid = made.oid)
"""
TRIGGERS = """
select distinct done.prosrc from pg_trigger fired join pg_class relation on relation.oid = fired.tgrelid
  join pg_proc done on done.oid = fired.tgfoid
where not fired.tgisinternal and split_part(relation.relname, '_', 1) = any(%s)
"""
CALLED = """
select prosrc from pg_proc
where pronamespace = 'public'::regnamespace and prosrc ~* 'raise' and prorettype <> 'trigger'::regtype
  and proname ~ '^loa_'
"""
RAISED = re.compile(r"raise \w+ using message =\s*(?:tg_table_name \|\| )?'((?:[^']|'')*)'")


def asked(sql: str) -> list[tuple[str, ...]]:
    ours = [app.label for app in apps.get_app_configs() if app.name.startswith("loa.")]
    with connection.cursor() as cursor:
        cursor.execute(sql, [ours] if "%s" in sql else None)
        return cursor.fetchall()


def kept() -> list[tuple[str, ...]]:
    found = asked(CONSTRAINTS) + asked(INDEXES)
    assert len(found) > 1000
    return found


def raised() -> set[str]:
    """What triggers say, and what they call says, without the table's name before it."""
    found: set[str] = set()
    for (source,) in [*asked(TRIGGERS), *asked(CALLED)]:
        said = RAISED.findall(source)
        assert len(said) == len(re.findall(r"\braise (?!notice|debug|log)", source)), source
        found |= {re.sub(r"^(: |[a-z_]+: )", "", each.replace("''", "'")) for each in said}
    assert len(found) > 25
    return found


def has_words(table: str, kind: str, name: str, into: str) -> bool:
    told = declared()
    if name in told.words or name in told.internal:
        return True
    if kind == "f":
        return into in told.things
    if kind == "p":
        return is_primary_key(table, name)
    return kind == "n" or (kind == "c" and negative_column(table, name) is not None)


def test_every_constraint_of_ours_has_words_or_a_reason_why_nobody_can_violate_it():
    without = [
        f"{name} ({table})" for table, kind, name, into in kept() if not has_words(table, kind, name, into)
    ]
    assert not without, "say them in the room's constraint_words.py:\n" + "\n".join(without)


def test_whatever_a_trigger_raises_has_words_or_a_reason():
    told = declared()
    assert sorted(raised() - told.words.keys() - told.internal.keys()) == []


def test_nothing_is_declared_that_is_not_there():
    told = declared()
    names = {name for _table, _kind, name, _into in kept()} | raised()
    assert sorted((told.words.keys() | told.internal.keys()) - names) == []
    assert sorted(told.things.keys() - {into for _t, kind, _n, into in kept() if kind == "f"}) == []


def test_a_check_that_is_read_as_no_number_below_0_is_one():
    """By its name alone a check would be taken for Django's own."""
    with connection.cursor() as cursor:
        for table, kind, name, _into in kept():
            column = negative_column(table, name) if kind == "c" else None
            if column is None:
                continue
            cursor.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [name])
            assert cursor.fetchone()[0].replace('"', "") == f"CHECK (({column} >= 0))"


def test_words_are_sentences_of_a_kind_that_says_no():
    for name, words in declared().words.items():
        assert issubclass(words.kind, LoaError), name
        assert 400 <= words.kind.status < 500, name
        assert isinstance(words.sentence, Promise), f"{name} is not translated"
        assert str(words.sentence).endswith("."), name


def test_a_name_is_declared_once(monkeypatch):
    class Room:
        INTERNAL = {"fleet_site_one_a_name": "again"}

    rooms = [*constraints.autodiscovery.files("constraint_words"), ("again", Room)]
    monkeypatch.setattr(constraints.autodiscovery, "files", lambda _name: rooms)
    with pytest.raises(ValueError, match="again declares again: fleet_site_one_a_name"):
        declared.__wrapped__()
