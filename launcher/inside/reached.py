"""The dependencies of tests that the sources do not show: files that tests use without importing them
or naming their modules.

These are processes that tests start, modules that Django and our rooms find by the names of files, and files
that are read. Paths are from the root; `*` in a pattern stands for any characters, including `/`. A test that
starts processes or reads files and has no row fails `launcher/tests/test_reached.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cache


@dataclass(frozen=True)
class Row:
    """A dependency of the files that match `who` on those that match one of `what` and none of `but`."""

    who: str
    what: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The dependencies: what is run or loaded (`reaches`: with all that this imports in turn), what is only
    read (`reads`), and imports that no test uses (`never`).

    A test in `fixtures_in` depends on `fixtures[name]` if it asks for that fixture, and on `words[name]` if
    its code uses that name. In files of `strings_run_nothing`, the names of modules in strings are not run by
    that file. A change of a file in `everything` can affect every test.
    """

    reaches: Sequence[Row] = ()
    reads: Sequence[Row] = ()
    never: Sequence[Row] = ()
    fixtures: Mapping[str, Row] = field(default_factory=dict)
    words: Mapping[str, Row] = field(default_factory=dict)
    fixtures_in: tuple[str, ...] = ("*/tests/*", "tests/*")
    strings_run_nothing: tuple[str, ...] = ()
    everything: tuple[str, ...] = ()


@cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(translate(each) for each in patterns) or r"(?!)")


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    return _pattern(patterns).match(path) is not None


LOA = "packages/server/src/loa/"
PROTOCOL = "packages/protocol/"
NO_TESTS = ("*/tests/*", f"{LOA}testing/*")
SERVER = (f"{LOA}*.py",)
AGENT = ("packages/agent/src/*.py",)
FLEET = ("simulator/src/*.py",)
PARTS = (*SERVER, *AGENT, *FLEET, f"{PROTOCOL}src/*.py")
# Only `./loa test` and `./loa bench` run these.
FOR_DEVELOPERS = (
    "launcher/bench.py",
    *(
        f"launcher/inside/{n}.py"
        for n in (
            "quality",
            "checks",
            "legs",
            "junit",
            "costs",
            "changes",
            "chosen",
            "imports",
            "mentions",
            "moto",
        )
    ),
    "launcher/inside/reached.py",
)
INSTANCE = Row("*", (*PARTS, "launcher/*.py"), (*NO_TESTS, *FOR_DEVELOPERS))
"""The processes of an instance, and what starts them."""
LAUNCHER = Row("*", ("launcher/*.py",), (*NO_TESTS, *FOR_DEVELOPERS))
# The code behind the pages: everything except the parts that do not run in the web process.
PAGES = Row("*", SERVER, (*NO_TESTS, f"{LOA}bridge/*", f"{LOA}signer/*", f"{LOA}files/*"))
# What a test database is made from, and what handles the events in it.
ROOMS = Row(
    "*",
    (
        *(f"{LOA}*/{name}.py" for name in ("apps", "models", "tables")),
        f"{LOA}*/migrations/*.py",
        f"{LOA}kernel/guard/*",
        f"{LOA}config/settings/*",
        f"{LOA}config/wiring.py",
        f"{LOA}people/*.py",
        *(f"{LOA}testing/{name}.py" for name in ("cluster", "hasher")),
    ),
    ("*/tests/*",),
)

FIXTURES = {
    **dict.fromkeys(("cluster", "db", "django_db_setup", "own_database", "elsewhere", "as_role"), ROOMS),
    **dict.fromkeys(("places", "editor", "approver", "operator", "do", "database_template"), ROOMS),
    **dict.fromkeys(("web", "site", "worker", "web_process", "chromium", "open_page"), PAGES),
    **dict.fromkeys(("matrix", "planted"), Row("*", (f"{LOA}testing/planted.py",))),
    "turn": Row("*", (f"{PROTOCOL}src/loa_protocol/testing/turns.py",)),
    **dict.fromkeys(("moto", "faulty"), Row("*", (f"{LOA}testing/buckets.py",))),
}
WORDS = {
    "django_db": ROOMS,
    "an_instance": INSTANCE,
    **dict.fromkeys(("Client", "RoleClient", "RequestFactory", "reverse"), PAGES),
    **dict.fromkeys(("render_to_string", "call_command", "run_worker"), PAGES),
}

BY_NAME = (
    # The root's conftest loads this plugin for them.
    Row("packages/server/*/test_*.py", (f"{LOA}testing/plugin.py",)),
    Row("tests/test_*.py", (f"{LOA}testing/plugin.py",)),
    Row("benchmarks/tests/test_*.py", (f"{LOA}testing/plugin.py",)),
    # Files of a known name in each room, which this module finds.
    Row(
        f"{LOA}kernel/autodiscovery.py",
        tuple(
            f"{LOA}*/{name}.py"
            for name in (
                "audit_words",
                "constraint_words",
                "imports",
                "tables",
                "hamlet_dependents",
            )
        ),
    ),
    Row(f"{LOA}kernel/autodiscovery.py", (f"{LOA}places/imports/__init__.py",)),
    Row(f"{LOA}testing/probes.py", ("*/tests/matrix_rows.py",)),
    Row(f"{LOA}testing/matrix_run.py", ("*/tests/matrix_rows.py",)),
    Row(f"{LOA}testing/matrix_run.py", SERVER, NO_TESTS),
    Row(f"{LOA}config/wsgi.py", PAGES.what, PAGES.but),
    Row(f"{LOA}config/manage.py", PAGES.what, PAGES.but),
    Row(f"{LOA}kernel/tests/test_guard.py", ROOMS.what),
)

TRACED_TESTS = (
    f"{LOA}newsroom/tests/test_approve.py",
    "launcher/tests/test_processes.py",
    "packages/agent/tests/test_words.py",
    f"{PROTOCOL}tests/test_schemas.py",
    "simulator/tests/test_frames.py",
)
"""The tests that `launcher/tests/test_traced.py` runs, one of each kind."""

STARTED = (
    Row("benchmarks/tests/test_fleet.py", ("benchmarks/*.py", *FLEET)),
    Row("launcher/tests/first_start.py", INSTANCE.what, INSTANCE.but),
    Row("launcher/tests/signing.py", INSTANCE.what, INSTANCE.but),
    Row("launcher/tests/test_codecopy.py", (f"{LOA}config/translation/*",), NO_TESTS),
    Row("launcher/tests/repository.py"),  # git
    Row("launcher/tests/test_bench.py", ("benchmarks/*.py",)),
    Row("launcher/tests/test_checks.py"),  # Python
    Row("launcher/tests/test_chosen.py"),  # nothing: the programs in it are read
    Row("launcher/tests/test_costs.py"),  # pytest
    Row("launcher/tests/test_dealing.py", ("conftest.py",)),
    Row("launcher/tests/test_docs.py"),  # git
    Row("launcher/tests/test_environment.py"),  # pip
    Row("launcher/tests/test_exposure.py", LAUNCHER.what, LAUNCHER.but),
    Row("launcher/tests/test_help.py", LAUNCHER.what, (*LAUNCHER.but, "launcher/inside/*")),
    Row("launcher/tests/test_lowering.py", INSTANCE.what, INSTANCE.but),
    Row("launcher/tests/test_quality.py", ("launcher/inside/__main__.py", f"{PROTOCOL}tests/test_turns.py")),
    Row("launcher/tests/test_rooms.py"),  # git
    Row("launcher/tests/test_scratch.py", ("launcher/inside/memory.py",)),
    Row("launcher/tests/test_stores.py", (*LAUNCHER.what, f"{LOA}objects/*.py"), LAUNCHER.but),
    Row("launcher/tests/test_supervision.py", LAUNCHER.what, LAUNCHER.but),
    Row("launcher/tests/test_traced.py", TRACED_TESTS),
    Row("launcher/tests/test_web.py", ("launcher/web.py",)),
    Row("packages/agent/tests/*", (*AGENT, f"{PROTOCOL}src/*.py")),
    Row(f"{PROTOCOL}tests/*", (f"{PROTOCOL}src/*.py",)),
    Row("simulator/tests/*", (*FLEET, f"{PROTOCOL}src/*.py")),
    Row(f"{LOA}bridge/tests/broker.py"),  # the broker
    Row(f"{LOA}bridge/tests/house.py", PARTS, NO_TESTS),
    Row(f"{LOA}bridge/tests/test_first_sound.py", PARTS, NO_TESTS),
    Row(f"{LOA}bridge/tests/test_simulated_fleet.py", PARTS, NO_TESTS),
    Row(f"{LOA}files/tests/doors.py", (f"{LOA}files/*.py", f"{LOA}objects/*.py"), NO_TESTS),
    Row(f"{LOA}kernel/tests/copied.py", SERVER),
    Row(f"{LOA}media/tests/*", (f"{LOA}media/*.py",), NO_TESTS),
    Row(f"{LOA}media/tests/test_a_killed_worker.py", PAGES.what, PAGES.but),
    Row(f"{LOA}signer/tests/test_upkeep.py", (f"{LOA}signer/*.py",), NO_TESTS),
    Row(f"{LOA}speech/tests/*", (f"{LOA}speech/*.py",), NO_TESTS),
    Row(f"{LOA}testing/browser.py", PAGES.what, PAGES.but),
    Row(f"{LOA}testing/buckets.py"),  # moto
    Row(f"{LOA}testing/cluster.py"),  # PostgreSQL, and its migrations: the fixtures that use it say so
    Row(f"{LOA}testing/work.py", PAGES.what, PAGES.but),
    Row("tests/*", INSTANCE.what, INSTANCE.but),
)

READ = (
    Row(
        "launcher/tests/test_adding.py",
        ("docs/developer/*", "packages/*", "examples/*", "launcher/*", "simulator/*"),
    ),
    Row("launcher/tests/test_codecopy.py", ("*/locale/*", "*/translation/*")),
    Row("launcher/tests/test_docs.py", ("*.md", "docs/*", "deploy/*", "LICENSE", ".gitignore")),
    Row("launcher/tests/test_docs.py", ("*.py",)),
    Row(
        "launcher/tests/test_docstrings.py",
        ("packages/*.py", "simulator/*.py", "launcher/*.py", "benchmarks/*.py"),
        NO_TESTS,
    ),
    Row("launcher/tests/test_environment.py", ("requirements/*",)),
    Row("launcher/tests/test_licences.py", ("docs/reference/licences.md", "requirements/*")),
    Row("launcher/tests/test_processes.py"),  # the name of the folder
    Row("launcher/tests/test_reached.py", ("*.py",)),
    Row("launcher/tests/test_rooms.py", ("*/test_*.py",)),
    Row("launcher/tests/world.py"),  # the name of the folder
    Row("benchmarks/tests/test_harness.py", ("benchmarks/*.py",)),
    Row("packages/agent/tests/agent_rig/newer.py", (f"{PROTOCOL}src/*",)),
    Row(f"{PROTOCOL}tests/*", (f"{PROTOCOL}golden/*", f"{PROTOCOL}schemas/*", f"{PROTOCOL}tests/*.toml")),
    Row(f"{PROTOCOL}tests/c_reference/*", ("examples/c/*", f"{PROTOCOL}tests/c_reference/*")),
    Row(f"{LOA}config/tests/test_counted_numbers.py", SERVER, NO_TESTS),
    Row(
        f"{LOA}config/tests/test_every_room_is_whole.py",
        (f"{LOA}*/README.md", f"{LOA}*/apps.py", f"{LOA}*/migrations/*.py", "docs/architecture.md"),
    ),
    Row(f"{LOA}config/tests/test_rooms_by_word.py", SERVER, NO_TESTS),
    Row(f"{LOA}config/tests/test_templates_ask_what_is_there.py", (f"{LOA}*/templates/*",)),
    Row(f"{LOA}config/translation/tests/*", ("docs/glossary.md", f"{LOA}*"), NO_TESTS),
    Row(f"{LOA}config/urls.py", (f"{LOA}*/templates/*", f"{LOA}*/static/*")),
    Row(f"{LOA}demo/*", ("data/*",)),
    Row(f"{LOA}kernel/tests/copied.py", (f"{LOA}*", "conftest.py")),
    Row(f"{LOA}kernel/tests/test_a_role_at_a_body.py", (f"{LOA}*", "conftest.py")),
    Row(f"{LOA}kernel/tests/test_adding_a_role.py", (f"{LOA}*", "conftest.py")),
    Row(f"{LOA}kernel/tests/test_roles.py", SERVER, NO_TESTS),
    Row(f"{LOA}kernel/tests/test_searches_are_bounded.py", SERVER, NO_TESTS),
    Row(f"{LOA}places/management/*", ("data/*",)),
    Row(f"{LOA}desk/evidence/tests/test_the_record_names_things.py", SERVER, NO_TESTS),
    Row(f"{LOA}desk/operations/tests/ground.py", ("data/*",)),
    Row(f"{LOA}desk/tests/test_each_capability_is_asked.py", SERVER, NO_TESTS),
    Row(f"{LOA}desk/tests/test_forms_say_what_is_wrong.py", (f"{LOA}*/templates/*",)),
    Row(f"{LOA}desk/tests/test_the_dress_is_whole.py", (f"{LOA}*/templates/*", f"{LOA}*/static/*")),
    Row(f"{LOA}dispatch/tests/test_holding.py", SERVER, NO_TESTS),
    Row(f"{LOA}signer/tests/test_forged_rows.py", ("SECURITY.md",)),
)

NEVER = (Row("launcher/inside/__main__.py", FOR_DEVELOPERS), Row("launcher/main.py", FOR_DEVELOPERS))

RULES = Rules(
    reaches=(*BY_NAME, *STARTED),
    reads=READ,
    never=NEVER,
    fixtures=FIXTURES,
    words=WORDS,
    fixtures_in=(
        *(f"{LOA}*/tests/*", "tests/*", "benchmarks/tests/*", "launcher/tests/*"),
        *(f"{LOA}testing/{name}.py" for name in ("browser", "work")),
    ),
    strings_run_nothing=(
        *(f"{LOA}config/settings/*", f"{LOA}testing/cluster.py", "launcher/inside/*", "launcher/web.py"),
        f"{LOA}testing/plugin.py",  # it names its plugins, whose fixtures are in the table
    ),
    everything=(
        "requirements/*",
        "pyproject.toml",
        "*/pyproject.toml",
        "conftest.py",
        "loa",
        ".ci/*",
        "launcher/environment.py",
        "launcher/interpreter.py",
        "launcher/machine.py",
    ),
)
