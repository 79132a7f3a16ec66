"""The first of Django's upload handlers. It rejects a form that is too long before any of it is read.

The CSRF check reads every form before the user is authenticated. Without this limit a stranger could fill the
disk.
"""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES: Final = 16 * 1024 * 1024
"""Three CSV files of 4 MB each, and some reserve."""


class BoundedHandler(FileUploadHandler):
    """Checks the length only; the handlers after it take the data."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 (Django's own name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raises RequestDataTooBig, which Django answers with 400."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"a form of {content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Passes the chunk on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Returns None: another handler stores the file."""
