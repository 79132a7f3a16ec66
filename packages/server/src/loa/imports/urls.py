"""The URLs of imports: one for each declared import, and those of a file."""

from django.urls import path

from loa.imports import views
from loa.imports.declared import imports

urlpatterns = [
    *(path(each.path, views.start, {"kind": each.kind}, name=each.name) for each in imports().values()),
    path("quan-ly/nhap-tep/mau/<slug:kind>/", views.blank, name="imports_blank"),
    path("quan-ly/nhap-tep/<uuid:upload_id>/", views.show, name="imports_show"),
    path("quan-ly/nhap-tep/<uuid:upload_id>/ghi/", views.write, name="imports_write"),
    path("quan-ly/nhap-tep/<uuid:upload_id>/bo/", views.discard, name="imports_discard"),
]
