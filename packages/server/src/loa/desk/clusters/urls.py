"""Addresses of the clusters."""

from django.urls import path

from loa.desk.clusters.views import adding, changing, listing, showing

urlpatterns = [
    path("quan-ly/cum-loa/", listing.clusters, name="clusters_list"),
    path("quan-ly/cum-loa/them/", adding.add, name="clusters_add"),
    path("quan-ly/cum-loa/<uuid:device_id>/", showing.show, name="clusters_show"),
    path("quan-ly/cum-loa/<uuid:device_id>/ma/", changing.code, name="clusters_code"),
    path("quan-ly/cum-loa/<uuid:device_id>/keu-thu/", changing.tone, name="clusters_tone"),
    path("quan-ly/cum-loa/<uuid:device_id>/chuyen/", changing.move, name="clusters_move"),
    path("quan-ly/cum-loa/<uuid:device_id>/khoa/", changing.disable, name="clusters_disable"),
]
