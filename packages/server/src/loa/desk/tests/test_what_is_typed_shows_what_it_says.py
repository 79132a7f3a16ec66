"""What is typed in any form, and what a file is called, holds no sign that turns the direction of writing:
else a page would show the approver other words than the loudspeaker says."""

import base64
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from loa.desk.typed import DirectionsMiddleware
from loa.media.models import Upload
from loa.newsroom import content
from loa.newsroom.models import Bulletin
from loa.testing import bulletins
from loa.testing.roots import demo_root

TURNED, BACK = "\u202e", "\u202c"


@pytest.fixture
def desk(db, places, editor, approver, as_role):
    demo_root()
    bulletins.rule(places.own)
    return bulletins.Desk(places.own, editor, approver, as_role)


def test_a_bulletins_words(web, desk, places, editor):
    web.sign_in(editor)
    title, text = f"Họp {TURNED}71{BACK} giờ", "Nộp \u2067000.05\u2069 đồng\nDòng hai"
    web.post(
        reverse("bulletins_save_new"),
        {"unit": places.own.pk, "title": title, "text": text, "page": str(uuid4())},
    )
    draft, _revision = content.latest(Bulletin.objects.get())
    assert (draft.title, draft.text.splitlines()) == ("Họp 71 giờ", ["Nộp 000.05 đồng", "Dòng hai"])


def test_an_approvers_reason(web, desk, places, approver):
    made = desk.submitted(desk.words(bulletins.ready_sound(places.own)))
    web.sign_in(approver)
    web.post(
        reverse("bulletins_approve", args=[made.code]),
        {"do": "return", "revision": made.latest_revision_id, "reason": f"Sai {TURNED}71{BACK} giờ"},
    )
    made.refresh_from_db()
    assert made.state == Bulletin.State.RETURNED
    assert made.decisions.latest("id").reason == "Sai 71 giờ"


def test_the_name_of_a_sound_that_is_sent_in_pieces(web, desk, places, editor):
    web.sign_in(editor)
    name = base64.b64encode(f"bản tin{TURNED}gpm.wav".encode()).decode()
    unit = base64.b64encode(str(places.own.pk).encode()).decode()
    told = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "10",
        "Upload-Metadata": f"filename {name},unit {unit}",
    }
    assert web.post(reverse("media_uploads"), headers=told).status_code == 201
    assert Upload.objects.get().name == "bản tingpm.wav"


def test_every_field_and_every_file_of_a_form():
    asked = RequestFactory().post(
        "/", {"a": [f"1{TURNED}2", "3"], "b": "4\r\n\x00", "f": SimpleUploadedFile(f"a{TURNED}b.csv", b"x")}
    )
    DirectionsMiddleware(lambda _request: HttpResponse()).process_view(asked)
    assert asked.POST.getlist("a") == ["12", "3"]
    assert asked.POST["b"] == "4\r\n\x00"
    assert asked.FILES["f"].name == "ab.csv"
    with pytest.raises(AttributeError, match="immutable"):
        asked.POST["a"] = "changed"


def test_what_is_no_form_is_left_to_its_view():
    asked = RequestFactory().post("/", b"{}", content_type="application/json")
    DirectionsMiddleware(lambda _request: HttpResponse()).process_view(asked)
    assert asked.read() == b"{}"
