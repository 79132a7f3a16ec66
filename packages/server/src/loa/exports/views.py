"""The page of the files that one has requested, and a file itself."""

from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.exports import queries
from loa.exports.addresses import address
from loa.exports.models import RequestedFile
from loa.exports.rules import KEPT
from loa.kernel.signed_in import signed_in
from loa.lists.files import TYPES
from loa.lists.listing import REGISTERED


@dataclass(frozen=True)
class ShownFile:
    """A file with the title of its list, the list as it was asked for, and when the file will be deleted
    (UTC)."""

    file: RequestedFile
    title: str
    url: str
    until: datetime


@never_cache
@signed_in
@require_GET
def requested(request: HttpRequest) -> HttpResponse:
    """Shows the actor's files, newest first, and the progress of the one that is being written."""
    shown = [_shown(each) for each in queries.mine()]
    context = {
        "files": shown,
        "works": next((each for each in shown if each.file.works), None),
        "ready": sum(each.file.state == RequestedFile.State.READY for each in shown),
        "breadcrumbs_items": [{"url": "", "label": _("Tệp đã yêu cầu")}],
    }
    return render(request, "exports/requested.html", context)


@never_cache
@signed_in
@require_GET
def file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Answers with a file of the actor."""
    found = queries.written(file_id)
    # The parts are read here and not while the answer is sent: the scope ends with the request's transaction.
    whole = TemporaryFile()  # noqa: SIM115 - the answer closes it
    for part in queries.content(found):
        whole.write(part)
    whole.seek(0)
    return FileResponse(whole, as_attachment=True, filename=found.name, content_type=TYPES[found.form])


def _shown(file: RequestedFile) -> ShownFile:
    about = REGISTERED[file.list].about if file.list in REGISTERED else None
    return ShownFile(file, str(about.title) if about else file.list, address(file), file.changed_at + KEPT)
