"""The pieces of the look fit together: tokens, shapes, states, and classes that stay under `.loa`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse

from loa.desk import waveform
from loa.desk.menu import Group, Line, grouped
from loa.desk.sidebar import LINES
from loa.desk.states import STATES
from loa.kernel.actor import Actor, Grant
from loa.kernel.roles import Capability

DESK = Path(__file__).resolve().parents[1]
STATIC = DESK / "static" / "loa"
TOKENS = (STATIC / "tokens.css").read_text("utf-8")
KIT = sorted((STATIC / "kit").glob("*.css"))
SPRITE = (STATIC / "icons.svg").read_text("utf-8")


def shapes() -> dict[str, str]:
    return dict(re.findall(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', SPRITE))


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def values(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--loa-[\w-]+):\s*([^;]+);", block))


def test_dark_is_the_same_whether_chosen_or_wished_by_the_device() -> None:
    css = without_comments(TOKENS)
    chosen = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', css, re.DOTALL)
    wished = re.search(r':root:not\(\[data-theme="light"\]\):not\(.*?\) \{(.*?)\n  \}', css, re.DOTALL)
    assert chosen
    assert wished
    assert values(chosen[1]) == values(wished[1])


@pytest.mark.parametrize("path", KIT, ids=lambda path: path.name)
def test_every_colour_is_a_token_that_exists(path: Path) -> None:
    css = without_comments(path.read_text("utf-8"))
    assert set(re.findall(r"var\((--loa-[\w-]+)", css)) <= set(values(TOKENS))
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", css) == []


@pytest.mark.parametrize("path", KIT, ids=lambda path: path.name)
def test_the_kit_never_touches_what_is_not_ours(path: Path) -> None:
    css = re.sub(r"@media[^{]*\{", "", without_comments(path.read_text("utf-8")))
    for selectors in re.findall(r"([^{}]+)\{", css):
        for selector in re.split(r",(?![^(]*\))", selectors):
            told = selector.strip()
            assert ".loa" in told or (told == "html" and path.name == "page.css"), told


def test_every_state_has_its_colour_its_shape_and_its_word() -> None:
    css = (STATIC / "kit" / "states.css").read_text("utf-8")
    for name, state in STATES.items():
        assert f".loa .{name} {{ color: var(--loa-{name}); }}" in css
        assert f"state-{name}" in shapes()
        assert str(state.word)
        assert str(state.meaning)


def test_templates_ask_only_for_shapes_and_parts_that_exist() -> None:
    for path in DESK.parent.glob("*/templates/**/*.html"):
        text = path.read_text("utf-8")
        if "loa" not in re.findall(r"{% load ([^%]*)%}", text + "{% load x %}")[0] and "{% load" in text:
            continue
        for name in re.findall(r'{% icon "([\w-]+)"', text):
            assert name in shapes(), path
        for parts in re.findall(r"{% kit ([^%]*)%}", text):
            for part in re.findall(r'"([\w-]+)"', parts):
                assert (STATIC / "kit" / f"{part}.css").exists(), path


def test_the_sidebar_shows_each_role_its_own_lines_in_their_groups() -> None:
    lines = [
        Line(Group.CONTENT, "Hôm nay", "a", "hamlet"),
        Line(Group.CONTENT, "Bản tin", "b", "write", Capability.WITHDRAW),
        Line(Group.KEEPING, "Điều hành", "c", "signal", Capability.SILENCE),
    ]

    def of(*roles: str) -> dict[str, list[str]]:
        who = Actor(1, 1, "Mai", tuple(Grant(role, 1, "commune") for role in roles))
        return {str(group.label): [line.label for line in shown] for group, shown in grouped(lines, who)}

    assert of("editor") == {"Nội dung": ["Hôm nay", "Bản tin"]}
    assert of("operator", "approver") == {"Nội dung": ["Hôm nay", "Bản tin"], "Quản lý": ["Điều hành"]}
    assert of() == {"Nội dung": ["Hôm nay"]}
    assert {line.icon for line in LINES} <= set(shapes())
    assert all(reverse(line.url_name) for line in LINES)


def test_the_sidebars_lines_stand_group_by_group() -> None:
    order = list(Group)
    places = [order.index(line.group) for line in LINES]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


def test_a_waveform_is_as_tall_as_its_loudest_and_silence_is_a_dot() -> None:
    assert waveform.strokes([]) == ""
    assert waveform.strokes([0, 255]) == "M60.0 19.0v2.0M180.0 1.0v38.0"
    assert waveform.strokes([0] * 299 + [255]).count("M") == waveform.WIDTH // waveform.STEP
    assert waveform.strokes([0] * 299 + [255]).endswith("v38.0")


def test_scripts_hold_no_words() -> None:
    """Words come to a script in the page, where they are translated."""
    for path in DESK.parent.glob("*/static/**/*.js"):
        code = re.sub(r"/\*.*?\*/|(?m:(?:^|\s)//.*$)", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert re.findall(r"[À-ỹ]", code) == [], path


def test_templates_say_nothing_that_cannot_be_translated() -> None:
    spoken = re.compile(
        r"{#.*?#}|{% comment.*?{% endcomment %}|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}",
        re.DOTALL,
    )
    for path in DESK.parent.glob("*/templates/**/*.html"):
        bare = spoken.sub("", path.read_text("utf-8"))
        assert re.findall(r"[^\s<>\"=]*[À-ỹ][^<>\"]*", bare) == [], path
