"""The first of Django's upload handlers: refuses a form that is too long before a byte of it is read.

The CSRF check reads every form before anyone is asked who they are: a stranger could fill the disk.
"""

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES: Final = 16 * 1024 * 1024
"""Three CSV files of 4 MB each, and room."""


class BoundedHandler(FileUploadHandler):
    """Takes nothing itself; the handlers behind it do."""

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
        """On to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Not ours to keep."""
