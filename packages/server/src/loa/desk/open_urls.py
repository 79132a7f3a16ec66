"""The views of Wagtail's own frame that are open, each with its reason. Every other view under /quan-ly/ that
is not ours answers 403 to everyone. An app that shows Wagtail views of its own models adds its own
`open_urls.py`."""

OPEN_URLS = {
    "wagtailadmin_home": "the officer's home, drawn by us",
    "wagtailadmin_logout": "signing out",
    "wagtailadmin_sprite": "the frame's icons, the same for everyone",
    "wagtailadmin_javascript_catalog": "the frame's words, the same for everyone",
}
