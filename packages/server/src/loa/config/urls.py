"""The addresses of all apps. Paths are Vietnamese without marks; each app has its own in its `urls.py`."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from loa.desk.home.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/quan-ly/"), name="loa_root"),
    path("", include("loa.people.urls")),
    path("", include("loa.exports.urls")),
    path("", include("loa.imports.urls")),
    path("", include("loa.media.urls")),
    path("", include("loa.speech.urls")),
    path("", include("loa.api.urls")),
    path("", include("loa.desk.urls")),
    path("", include("loa.desk.places.urls")),
    path("", include("loa.desk.bulletins.urls")),
    path("", include("loa.desk.schedule.urls")),
    path("", include("loa.desk.operations.urls")),
    path("", include("loa.desk.clusters.urls")),
    path("", include("loa.desk.evidence.urls")),
    path("quan-ly/", home, name="desk_home"),
]
