"""The tool that looks for wrong readings which the golden files let pass: what it makes, and what it sees."""

import os
import subprocess
import sys
from enum import Enum
from types import ModuleType

import pytest
from loa_protocol.testing import turns
from loa_protocol.testing.mutation.mutants import Mutant, mutants
from loa_protocol.testing.mutation.table import CaughtElsewhere, EqualMutant, Table, entry


class Colour(Enum):
    RED = 1
    GREEN = 2


MODULE = ModuleType("example")
MODULE.Colour = Colour


def made(source):
    return mutants("example", source.encode(), MODULE)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("x = a < b", ["a <= b", "True", "False"]),
        ("x = a >= b", ["a > b", "True", "False"]),
        ("x = a == b", ["True", "False"]),
        ("x = a <= b < c", ["a < b < c", "a <= b <= c", "a <= b", "b < c", "True", "False"]),
        ("x = f(a and b)", ["f((a or b))", "f((a))", "f((b))", "f(True)", "f(False)"]),
        ("x = not a", ["(a)"]),
        ("x = y if a else z", ["y if True else z", "y if False else z"]),
        ("x = -a + 2", ["(a) + 2", "-a - 2", "-a + 3", "-a + 1"]),
        ("x = 0", ["1", "(-1)"]),
        ("x = True", ["False"]),
        ("x = min(a, b)", ["max(a, b)"]),
        ("x = sorted(a, key=b)", ["list(a)", "sorted(a)"]),
        ("x = (a, b)", ["(a,)", "(b,)"]),
        ("x = {a, b}", ["{*(a, )}", "{*(b, )}"]),
        (
            "x = [i for i in a if i]",
            ["[i for i in () if i]", "[i for i in a if True]", "[i for i in a if False]"],
        ),
        ("x = Colour.GREEN", ["Colour.RED"]),
        ("x = Refusal(Colour.RED, 3, key_id=a < b)", ["Refusal(Colour.GREEN, 3, key_id=a < b)"]),
        ("x: tuple[int, str] = a", []),
        ('x = f"{a < b}"', []),
    ],
)
def test_wrong_readings_of_a_line(line, read):
    head = line.partition(" = ")[0]
    assert sorted(mutant.now for mutant in made(line + "\n")) == sorted(f"{head} = {now}" for now in read)


def test_statements_are_left_out_where_the_code_still_runs_without_them():
    source = """
def f(a, b=1):
    '''Words.'''
    found = []
    for one in a:
        if one:
            continue
        found.append(one)
        b += one
    a = found
    try:
        g()
    except ValueError:
        return
    match a:
        case 7:
            raise KeyError
    return a
"""
    found = {(mutant.was, mutant.now) for mutant in made(source)}
    assert found == {
        ("def f(a, b=1):", "def f(a, b=0):"),
        ("def f(a, b=1):", "def f(a, b=2):"),
        ("for one in a:", "for one in ():"),
        ("if one:", "if True:"),
        ("if one:", "if False:"),
        ("continue", "pass"),
        ("found.append(one)", "pass"),
        ("b += one", "pass"),
        ("a = found", "pass"),
        ("g()", "pass"),
        ("except ValueError:", "except ():"),
        ("return", "pass"),
        ("case 7:", "case 7 if False:"),
        ("case 7:", "case 6:"),
        ("case 7:", "case 8:"),
        ("raise KeyError", "pass"),
    }
    assert {mutant.function for mutant in made(source)} == {"f"}


def test_a_mutant_is_known_by_its_lines_and_not_by_where_they_stand():
    source = "def f(a):\n    g(a + 1)\n    g(a + 1)\n"
    again = made("import os\n\n\n" + source.replace("(a + 1)", "(\n        a + 1\n    )", 0))
    assert [mutant.key for mutant in made(source)] == [mutant.key for mutant in again]
    assert len({mutant.key for mutant in again}) == len(again) == 8
    for mutant in again:
        compile(mutant.source, "example", "exec")


def mutant(module="m", function="f", was="a < b", now="a <= b"):
    return Mutant(module, function, was, now, 1, 1, 1, b"")


def test_the_table_takes_what_stands_in_it_and_nothing_else():
    known, other = mutant(), mutant(now="True")
    table = Table(
        (EqualMutant("m", "f", "a < b", "a <= b", "why"),), (CaughtElsewhere("m", "why", ("g",), ("drop(",)),)
    )
    assert table.unlisted([known, other]) == [other]
    figures = mutant(function="g", was="drop(x, 1)", now="drop(x, 2)")
    assert table.elsewhere_holds(figures)
    assert not table.elsewhere_holds(mutant(function="g", was="drop(x, 1)", now="pass"))
    assert not table.elsewhere_holds(mutant(was="drop(x, 1)", now="drop(x, 2)"))
    assert table.stale([known, figures], [known], ["m"]) == []
    assert len(table.stale([other], [other], ["m"])) == 2
    assert table.stale([], [], ["another"]) == []
    assert "was = '''a < b'''" in entry(known)


TRIAL = """
import importlib, sys
from loa_protocol import ids, timing
from loa_protocol.testing.mutation.mutants import Mutant, unchanged
from loa_protocol.testing.mutation.trial import Trials, source_of

def checks():
    heads = importlib.import_module("loa_protocol.heads")
    judging = importlib.import_module("loa_protocol.judging")
    return {
        "hash": lambda: heads.signing.sha256_hex(b"")[:4] == "e3b0" or sys.exit(1),
        "day": lambda: judging.SEQUENCE_AHEAD_MS == 172_800_000 or sys.exit(1),
    }

def put(module, old, new):
    source, _ = source_of(module)
    assert old in source
    return Mutant(module, "", "", "", 1, 1, 1, source.replace(old, new))

tried = [
    unchanged("loa_protocol.ids", source_of("loa_protocol.ids")[0]),
    put("loa_protocol.ids", b"sha256(data)", b"sha256(data + data)"),
    put("loa_protocol.ids", b"sha256(data)", b"sha1(data)"),
    put("loa_protocol.ids", b"    return hashlib", b"    while True: pass\\n    return hashlib"),
    put("loa_protocol.ids", b"import re", b"import missing"),
    put("loa_protocol.timing", b"24 * HOUR", b"25 * HOUR"),
    put("loa_protocol.timing", b"60 * MINUTE", b"30 * 2 * MINUTE"),
]
alive = Trials(checks, 2).survivors(tried)
print(*(mutant in alive for mutant in tried))
"""


def test_a_mutant_stands_for_its_module_everywhere_and_one_that_never_ends_is_caught():
    """In a process of its own: it forks, which threads of a test run do not like."""
    done = subprocess.run(
        [sys.executable, "-c", TRIAL], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    assert done.stdout.split() == ["True", "True", "False", "False", "False", "False", "True"]


def test_the_golden_files_catch_every_mutant_that_is_not_in_the_table(turn):
    """Names every mutant that passes and every stale entry; hashes are made alike, so that it is the same run
    everywhere. A run tries a seventh of them, by the date: `--turn=all` tries all."""
    command = [sys.executable, "-m", "loa_protocol.testing.mutation", "--turn", turns.word(turn)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=environment
    )
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
