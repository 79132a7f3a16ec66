"""What is open of Wagtail's own frame, and why. Everything else under /quan-ly/ that is not a view of ours
answers 403 to everyone. A room that shows Wagtail views of its own models adds its `open_urls.py`."""

OPEN_URLS = {
    "wagtailadmin_home": "the officer's home, drawn by us",
    "wagtailadmin_logout": "signing out",
    "wagtailadmin_sprite": "the frame's icons, the same for everyone",
    "wagtailadmin_javascript_catalog": "the frame's words, the same for everyone",
}
