"""One proof a source: a right is believed by its own source's proof, under its own tag, and by none else."""

import pytest
from loa_protocol.messages import Right as Named
from loa_protocol.messages import Sound

from loa.airtime import rights
from loa.airtime.rights import Right
from loa.newsroom.form import BULLETIN
from loa.signer.proofs.sources import SOURCES, Rights
from loa.signer.refusing import Code, NotProven

UNKNOWN = "0d4fa7b6-6c3e-4b8f-9d3e-0c6a53c1d1aa"


def proven(right):
    found = Rights()
    found.load([right])
    return found.proven(right)


def test_a_sound_names_its_right():
    sound = Sound(sha256="0" * 64, duration_ms=1, bytes=1, right=Named("share", "one"))
    assert rights.of(sound.right) == Right("share", "one")


@pytest.mark.parametrize("right", [Right("bulletin", "a-b"), Right("programme", "x:y")])
def test_a_right_is_read_as_it_was_written(right):
    assert rights.read(str(right)) == right


def test_a_right_of_before_tags_is_a_bulletins():
    assert rights.read(UNKNOWN) == Right(BULLETIN, UNKNOWN)


@pytest.mark.django_db
def test_an_approval_is_a_right_of_its_own_source(approved):
    granted = proven(Right(BULLETIN, str(approved.id)))
    assert (granted.unit, granted.media_sha256) == (approved.unit_id, approved.media_sha256)


@pytest.mark.django_db
@pytest.mark.parametrize("tag", ["programme", "share", "", "Bulletin"])
def test_under_another_tag_it_is_none(approved, tag):
    with pytest.raises(NotProven) as why:
        proven(Right(tag, str(approved.id)))
    assert why.value.code == Code.OTHER_SOURCE


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "not an id", UNKNOWN, UNKNOWN.upper(), f"{{{UNKNOWN}}}"])
def test_an_id_that_the_source_does_not_know_is_refused(name):
    with pytest.raises(NotProven) as why:
        proven(Right(BULLETIN, name))
    assert why.value.code == Code.NOT_APPROVED


def test_every_source_says_how_it_is_proven():
    for make in SOURCES.values():
        assert {"load", "proven"} <= set(dir(make()))
