"""`/api/v1/`."""

from django.urls import URLPattern, path

from loa.api.door import api

# Asked once: each time, ninja makes its views anew, and a mark set on the ones is not on the others.
_routes, _app, _namespace = api.urls
for _route in _routes:
    if isinstance(_route, URLPattern) and _route.name == "claim":
        # Commits before it waits for the signer: the middleware's one transaction cannot hold it.
        setattr(_route.callback, "sets_own_scope", True)  # noqa: B010 - a function has no such attribute

urlpatterns = [path("api/v1/", (_routes, _app, _namespace))]
