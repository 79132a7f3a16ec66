"""The worker's part of a requested file, done at once."""

from django.db import connection, transaction

from loa.exports import work
from loa.exports.models import RequestedFile


def written() -> RequestedFile:
    """The worker, as role loa_worker, has come to the one file that waits."""
    file = RequestedFile.objects.get(state="writing")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role loa_worker")
        work.work(file.id, file.unit_id)
        cursor.execute("set local role loa_owner")
    file.refresh_from_db()
    return file
