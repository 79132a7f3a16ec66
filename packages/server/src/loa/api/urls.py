"""`/api/v1/`."""

from django.urls import path

from loa.api.door import api

_routes, *_rest = api.urls
for _route in _routes:
    if _route.name == "claim":
        # Commits before it waits for the signer: the middleware's one transaction cannot hold it.
        _route.callback.sets_own_scope = True

urlpatterns = [path("api/v1/", (_routes, *_rest))]
