"""The URLs of requested files."""

from django.urls import path

from loa.exports import views

urlpatterns = [
    path("quan-ly/tep-da-yeu-cau/", views.requested, name="exports_list"),
    path("quan-ly/tep-da-yeu-cau/<uuid:file_id>/tep", views.file, name="exports_file"),
]
