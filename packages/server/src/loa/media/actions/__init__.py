"""The actions of media: upload a file, and add a sound that a speech engine makes."""

from loa.media.actions.rendered import add_rendered, expect_spoken, give_up
from loa.media.actions.upload import append, begin_upload, cancel_upload

__all__ = ["add_rendered", "append", "begin_upload", "cancel_upload", "expect_spoken", "give_up"]
