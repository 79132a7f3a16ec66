"""Where the list of a requested file is now."""

from django.urls import NoReverseMatch, get_resolver, reverse

from loa.exports.models import RequestedFile
from loa.lists.listing import REGISTERED


def address(file: RequestedFile) -> str:
    """Returns the address of the list as it was asked for. Empty if there is none any more: an upgrade may
    take a list away, or give it an address with other arguments."""
    get_resolver().url_patterns  # noqa: B018 - a list is known once the URLs of its room are loaded
    listing = REGISTERED.get(file.list)
    if listing is None:
        return ""
    try:
        return f"{reverse(listing.about.route, kwargs=file.within)}?{file.query}"
    except NoReverseMatch:
        return ""
