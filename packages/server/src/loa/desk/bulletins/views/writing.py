"""The page on which a bulletin is written: no tabs, saved automatically, with the sound and the checks beside
the text."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from loa.desk.bulletins.draft import Choices, Draft, offered
from loa.desk.bulletins.forms import BulletinForm
from loa.desk.bulletins.page import Page, page_of
from loa.desk.bulletins.places import require_writer, writing_unit
from loa.kernel import clock
from loa.kernel.errors import Conflict, Invalid
from loa.kernel.signed_in import signed_in
from loa.media.models import Sound
from loa.newsroom import actions, content, queries, standing
from loa.newsroom.models import Bulletin
from loa.newsroom.rules import DraftContent
from loa.places.models import Unit
from loa.speech import actions as speech


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Shows an empty page. The first save creates the bulletin."""
    unit = writing_unit(request.POST.get("unit") or request.GET.get("noi"))
    return _write(request, unit, None)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Shows the page of a bulletin that may still be changed. Redirects to the bulletin's page if it may
    not."""
    bulletin = queries.by_code(code)
    if bulletin.state in (Bulletin.State.SUBMITTED, Bulletin.State.WITHDRAWN):
        return redirect("bulletins_show", code=code)
    if request.method == "POST":
        require_writer(bulletin.unit_id)
    return _write(request, bulletin.unit, bulletin)


@never_cache
@signed_in
@require_POST
def save(request: HttpRequest, code: str = "") -> JsonResponse:
    """Saves as a draft what the page sends automatically, or before a button of the form (`do`) sends it. The
    response has the parts that stand beside the text, and what still keeps it from being submitted."""
    bulletin = queries.by_code(code) if code else None
    if bulletin:
        require_writer(bulletin.unit_id)
    unit = bulletin.unit if bulletin else writing_unit(request.POST.get("unit"))
    choice = offered(unit)
    form = _form(request, choice, whole="do" in request.POST)
    if not form.is_valid():
        return JsonResponse({"faults": {name: list(said) for name, said in form.errors.items()}}, status=422)
    draft = Draft(unit, bulletin.pk if bulletin else None, form.words())
    faults = {
        "faults": {**form.unfinished, **draft.faults([each.pk for each in choice.hamlets])},
        "further": form.further_faults,
    }
    if bulletin is None and draft.is_empty:
        return JsonResponse({"nothing": _nothing(), **faults})
    stored = _store(draft, bulletin, form, autosave=True)
    return JsonResponse({**_saved(stored, Page(draft, choice, stored)), **faults})


@never_cache
@signed_in
@require_POST
def listen(request: HttpRequest, code: str) -> JsonResponse:
    """Starts the reading of the saved text by a machine. The page polls the sound until it is ready."""
    bulletin = queries.by_code(code)
    require_writer(bulletin.unit_id)
    words = content.words(content.latest(bulletin)[0])
    if not words.voice:
        raise Invalid(_("Bản tin này dùng bản thu, không cần máy đọc."), field="reader")
    if not words.text.strip():
        raise Invalid(_("Chưa có nội dung để đọc."), field="text")
    if "version" in request.POST:
        actions.require_newest(bulletin, request.POST["version"])
    sound = _read_aloud(bulletin.unit_id, words)
    if sound.pk != words.sound_id:
        actions.save(bulletin.pk, replace(words, sound_id=sound.pk), autosave=True)
    bulletin.refresh_from_db()
    return JsonResponse(
        {
            "sound": str(sound.pk),
            "watch": reverse("media_status", args=[sound.pk]),
            "version": queries.version(bulletin),
        }
    )


def _write(request: HttpRequest, unit: Unit, bulletin: Bulletin | None) -> HttpResponse:
    choice = offered(unit)
    if request.method == "GET":
        return _shown(request, page_of(request, unit, bulletin, choice))
    form = _form(request, choice)
    if not form.is_valid():
        return _shown(request, page_of(request, unit, bulletin, choice, form=form), status=422)
    draft = Draft(unit, bulletin.pk if bulletin else None, form.words())
    if bulletin is None and draft.is_empty:
        fault = Invalid(_nothing(), field="title")
        return _shown(request, page_of(request, unit, None, choice, form=form, fault=fault), fault.status)
    stored = _store(draft, bulletin, form, autosave=False)
    if request.POST.get("do") == "submit":
        return _submit(request, stored, choice, draft.to_store)
    messages.success(
        request, _("Đã lưu bản nháp lúc %(at)s.") % {"at": clock.local(clock.now()).strftime("%H:%M")}
    )
    return redirect("bulletins_edit", code=stored.code)


def _submit(request: HttpRequest, bulletin: Bulletin, choice: Choices, words: DraftContent) -> HttpResponse:
    """Submits the bulletin for approval. If the text has no sound yet, a machine reads it first. The page
    shows the error if the bulletin cannot be submitted."""
    unit = bulletin.unit
    if words.voice and words.text.strip() and words.title.strip() and words.sound_id is None:
        sound = _read_aloud(unit.pk, words)
        bulletin = actions.save(bulletin.pk, replace(words, sound_id=sound.pk), autosave=True)
    try:
        actions.submit(bulletin.pk)
    except (Invalid, Conflict) as fault:
        bulletin.refresh_from_db()
        return _shown(request, page_of(request, unit, bulletin, choice, fault=fault), status=fault.status)
    said = _("Đã gửi duyệt lúc %(at)s. Chưa duyệt thì chưa phát.") % {
        "at": clock.local(clock.now()).strftime("%H:%M")
    }
    messages.success(request, said)
    return redirect("bulletins_show", code=bulletin.code)


def _form(request: HttpRequest, choice: Choices, whole: bool = True) -> BulletinForm:
    voices = [each.id for each in choice.voices]
    return BulletinForm(request.POST, choice.hamlets, choice.topics, voices, whole)


def _nothing() -> str:
    return _("Chưa gõ gì, nên chưa lưu.")


def _read_aloud(unit_id: int, words: DraftContent) -> Sound:
    """Starts the reading of these words by a machine, or returns the sound that was made before from the same
    words."""
    return speech.synthesise(unit_id, words.text, words.voice, words.title)


def _store(draft: Draft, bulletin: Bulletin | None, form: BulletinForm, autosave: bool) -> Bulletin:
    """Creates the bulletin or saves it. A save names the version that it is based on, so that two editors do
    not overwrite each other."""
    if bulletin is None:
        return actions.create(draft.unit.pk, draft.to_store, form.cleaned_data["page"])
    seen = form.cleaned_data["version"] or ""
    return actions.save(bulletin.pk, draft.to_store, based_on=seen, autosave=autosave)


def _shown(request: HttpRequest, page: Page, status: int = 200) -> HttpResponse:
    return render(request, "bulletins/write.html", page.context, status=status)


def _saved(stored: Bulletin, page: Page) -> dict[str, Any]:
    code = stored.code
    return {
        "version": queries.version(stored),
        "said": _("Đã lưu trên máy chủ lúc %(at)s.") % {"at": clock.local(clock.now()).strftime("%H:%M")},
        "state": standing.after_saving(stored.state),
        "edit": reverse("bulletins_edit", args=[code]),
        "save": reverse("bulletins_save", args=[code]),
        "listen": reverse("bulletins_listen", args=[code]),
        "beside": render_to_string("bulletins/beside.html", page.context),
        "times": render_to_string("bulletins/times.html", page.context),
    }
