"""A role is one row: what two more would take is tried on a copy of the house.

The gleaner gleans and the weigher weighs; both are held at exactly a unit, a gleaner also at a body, and a
weigher is no gleaner. A weigher also keeps people there, as an administrator does. The copy gets their rows
and nothing else by hand. No house will have roles of these names, so a new role of ours never meets them.
"""

import re
from pathlib import Path

import pytest

from loa.kernel.roles import AT_A_BODY, Role
from loa.kernel.tests import copied
from loa.kernel.tests.copied import ROOT, SERVER, run
from loa.testing.matrix import BODIES, PLACES

ROOM = SERVER / "loa" / "kernel" / "roles.py"
CAPABILITIES = """
    GLEAN = "glean"
    WEIGH = "weigh"

"""
ROWS = """
    GLEANER = (
        "gleaner",
        RoleDefinition(
            AT_ITS_UNIT, frozenset({Capability.GLEAN}), _("Gom tin lẻ cho nơi biên tập"), at_a_body=True
        ),
        _("gom tin"),
    )
    WEIGHER = (
        "weigher",
        RoleDefinition(
            AT_ITS_UNIT,
            frozenset({Capability.WEIGH, Capability.KEEP_PEOPLE, Capability.SEE_PEOPLE}),
            _("Cân nhắc tin lẻ trước khi duyệt"),
            by_two=True,
            never_with=frozenset({"gleaner"}),
        ),
        _("cân tin"),
    )
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory, cluster) -> Path:
    """The server's sources with two more rows, the migration that Django writes for them, and a cluster of
    ours that it has upgraded."""
    root = tmp_path_factory.mktemp("house")
    copied.copy(root)
    text = (root / ROOM).read_text("utf-8")
    text = text.replace("\n\nAT_ITS_UNIT: Final", f"{CAPABILITIES}\nAT_ITS_UNIT: Final", 1)
    text = text.replace("\n\n@cache\ndef roles_with", f"{ROWS}\n\n@cache\ndef roles_with", 1)
    (root / ROOM).write_text(text, "utf-8")
    copied.migrate(root, "--name", "two_more_roles")
    return root


def test_one_migration_is_written_and_it_is_the_people_rooms(house):
    had = {path.relative_to(ROOT) for path in (ROOT / SERVER).rglob("migrations/*.py")}
    have = {path.relative_to(house) for path in (house / SERVER).rglob("migrations/*.py")}
    assert [path.parent.parent.name for path in have - had] == ["people"]
    (path,) = have - had
    written = (house / path).read_text("utf-8")
    assert "people_never_gleaner_and_weigher" in written
    assert re.search(r"'people_grant_of_a_role'|\"people_grant_of_a_role\"", written)


def test_the_words_of_two_rows_are_all_that_waits_for_a_language(house):
    run(house, "-m", "loa.config.translation.extract")
    words = SERVER / "loa/config/locale/en/LC_MESSAGES/django.po"
    had, have = ((root / words).read_text("utf-8") for root in (ROOT, house))
    new = set(re.findall(r'^msgid "(.+)"$', have, re.M)) - set(re.findall(r'^msgid "(.+)"$', had, re.M))
    assert new == {"gom tin", "cân tin", "Gom tin lẻ cho nơi biên tập", "Cân nhắc tin lẻ trước khi duyệt"}


def test_the_matrix_asks_as_them_and_nothing_else_of_before_opens_to_them(house):
    """More columns, those of bodies among them: every cell as declared, as it was for those of before. A
    weigher opens the pages of whoever keeps people, where a weigher is held, and no others."""
    tests = str(SERVER / "loa/desk/tests/test_matrix.py")
    chosen = "seven_days or (every_cell and (people or places or bulletins))"
    said = run(
        house,
        "-m",
        "pytest",
        "-q",
        "--show-capture=no",
        "-p",
        "no:cacheprovider",
        "--turn",
        "all",
        tests,
        "-k",
        chosen,
    )
    assert re.search(r"\b4 passed", said), said


def test_the_database_asks_the_table_of_roles_too(house):
    """Of every role and capability, and a weigher gives and confirms roles as the web process."""
    tests = str(SERVER / "loa/kernel/tests/test_roles.py")
    said = run(house, "-m", "pytest", "-vv", "-p", "no:cacheprovider", tests, "-k", "database")
    asked = "test_whoever_keeps_people_gives_and_confirms_roles_in_the_database_too[weigher] PASSED"
    assert asked in said, said


def test_the_pages_offer_them_and_the_list_of_people_takes_them(house):
    columns = 1 + (len(Role) + 2) * len(PLACES) + (len(AT_A_BODY) + 1) * len(BODIES)
    program = (
        "import django; django.setup()\n"
        "from loa.people.forms import PersonForm\n"
        "from loa.testing.matrix import COLUMNS\n"
        f"assert len(COLUMNS) == {columns}\n"
        "from loa.people.role_words import ROLES\n"
        "from loa.people.templatetags import people\n"
        "from loa.kernel.roles import TWO_PEOPLE, EXACT, Role, clashing_with\n"
        "offered = [(key, str(said)) for key, said in PersonForm().fields['roles'].choices]\n"
        "assert ('gleaner', 'gom tin') in offered\n"
        "assert ROLES.find('can tin') == [Role.WEIGHER]\n"
        "assert Role.WEIGHER in TWO_PEOPLE & EXACT and Role.GLEANER not in TWO_PEOPLE\n"
        "assert clashing_with(Role.GLEANER) == {Role.WEIGHER}\n"
        "from loa.people.constraint_words import WORDS\n"
        "said = WORDS['people_never_gleaner_and_weigher'].sentence\n"
        "assert str(said) == 'Một người không giữ cả vai trò gom tin lẫn vai trò cân tin.'\n"
        "from loa.people.imports import COLUMNS as CELLS\n"
        "(help,) = [str(each.help) for each in CELLS if each.field == 'roles']\n"
        "assert 'gom tin, cân tin;' in help\n"
        "assert people.roles_by_two() == 'duyệt, quản trị, cân tin'\n"
        "print('offered')\n"
    )
    assert "offered" in run(house, "-c", program)
