"""The middleware's transaction holds view and rendering, and lets nothing half-done through."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from loa.kernel.actor import current
from loa.kernel.errors import Conflict, Forbidden, Invalid, NoRole, NotFound
from loa.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def late(request):
    """Rows are read while the template is drawn, after the view has returned."""
    template = engines["django"].from_string("{% for person in people %}{{ person.name }};{% endfor %}")
    return TemplateResponse(request, template, {"people": Person.objects.order_by("id")})


def make(request, then: str):
    unit = current().grants[0].unit_id
    Person.objects.create(name="Vừa thêm", unit_id=unit)
    if then == "500":
        return HttpResponse("lỗi", status=500)
    if then == "bug":
        raise ZeroDivisionError
    raise {
        "refused": Forbidden("Không được."),
        "no role": NoRole("Không được."),
        "missing": NotFound("Không có."),
        "conflict": Conflict("Vướng.", offers=["17:30"]),
        "invalid": Invalid("Sai.", "file", ["Dòng 2: sai."]),
    }[then]


def elsewhere(request, unit_id: int):
    Person.objects.create(name="Chen vào", unit_id=unit_id)
    return HttpResponse("xong")


def stream(request):
    return StreamingHttpResponse(person.name for person in Person.objects.all())


def a_file(request):
    return FileResponse(open(__file__, "rb"))


async def later(request):
    return HttpResponse("xong")


urlpatterns = [
    path("tre/", late),
    path("lam/<str:then>/", make),
    path("api/lam/<str:then>/", make),
    path("noi-khac/<int:unit_id>/", elsewhere),
    path("dong/", stream),
    path("tep/", a_file),
    path("sau/", later),
]


@pytest.fixture
def mai(web, editor):
    web.raise_request_exception = False
    web.sign_in(editor)
    return web


def added() -> int:
    return Person.objects.filter(name__in=["Vừa thêm", "Chen vào"]).count()


def test_a_template_drawn_after_the_view_still_sees_its_rows(mai):
    assert mai.get("/tre/").content.decode() == "Lê Thị Mai;"


@pytest.mark.parametrize(
    ("then", "status"),
    [("500", 500), ("bug", 500), ("refused", 403), ("missing", 404), ("conflict", 409), ("invalid", 422)],
)
def test_whatever_goes_wrong_nothing_is_written(mai, then, status):
    assert mai.post(f"/lam/{then}/").status_code == status
    assert added() == 0


def test_a_refusal_is_a_page_in_vietnamese_and_json_for_a_script(mai):
    page = mai.post("/lam/conflict/").content.decode()
    assert "Vướng." in page
    assert "Mã 409" in page
    said = json.loads(mai.post("/api/lam/conflict/").content)
    assert said == {"error": "Vướng.", "field": None, "offers": ["17:30"]}
    assert json.loads(mai.post("/api/lam/invalid/").content)["lines"] == ["Dòng 2: sai."]


ASK_FOR_A_ROLE = "giao thêm vai trò"


def test_only_who_lacks_a_role_is_sent_to_ask_for_one(mai):
    assert ASK_FOR_A_ROLE in mai.post("/lam/no role/").content.decode()
    page = mai.post("/lam/refused/").content.decode()
    assert ASK_FOR_A_ROLE not in page
    assert "Quay lại trang trước để xem điều đang có." in page


def test_a_write_that_the_database_refuses_is_a_clear_403(mai, places):
    answer = mai.post(f"/noi-khac/{places.other.id}/")
    assert answer.status_code == 403
    assert "thuộc nơi khác" in answer.content.decode()
    assert added() == 0
    assert mai.post(f"/noi-khac/{places.own.id}/").status_code == 200
    assert added() == 1


@pytest.mark.parametrize("address", ["/dong/", "/sau/"])
def test_streams_and_async_views_are_faults_of_ours(web, editor, address):
    web.sign_in(editor)
    with pytest.raises(ImproperlyConfigured):
        web.get(address)


def test_a_file_from_disk_may_leave(mai):
    answer = mai.get("/tep/")
    assert b"a_file" in b"".join(answer.streaming_content)
    answer.close()


def test_nobody_sees_nothing(web, editor):
    assert web.get("/tre/").content == b""


def test_a_forged_session_of_no_account_is_nobody(web, editor):
    session = web.session
    session["_auth_user_id"] = "987654321"
    session.save()
    assert web.get("/tre/").content == b""
