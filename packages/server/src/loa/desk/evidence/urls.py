"""Addresses of the play log and of the record of acts."""

from django.urls import path

from loa.desk.evidence import playlog, record

urlpatterns = [
    path("quan-ly/nhat-ky-phat/", playlog.day, name="evidence_day"),
    path("quan-ly/nhat-ky-phat/tep/", playlog.export, name="evidence_export"),
    path("quan-ly/nhat-ky-thao-tac/", record.acts, name="evidence_acts"),
]
