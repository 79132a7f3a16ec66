"""The addresses under `/api/v1/`."""

from django.urls import URLPattern, path

from loa.api.door import api

# Read only once: ninja creates new views at each access, and the attribute set below would be missing there.
_routes, _app, _namespace = api.urls
for _route in _routes:
    if isinstance(_route, URLPattern) and _route.name == "claim":
        # Nobody is signed in: the view opens the scope of the code's unit, in transactions of its own.
        setattr(_route.callback, "sets_own_scope", True)  # noqa: B010 - a function has no such attribute

urlpatterns = [path("api/v1/", (_routes, _app, _namespace))]
