"""The URLs of the clusters."""

from django.urls import path

from loa.desk.clusters.listed import Clusters
from loa.desk.clusters.views import adding, changing, listing, showing
from loa.lists.views import addresses

urlpatterns = [
    *addresses("quan-ly/cum-loa/", Clusters, listing.clusters),
    path("quan-ly/cum-loa/them/", adding.add, name="clusters_add"),
    path("quan-ly/cum-loa/<uuid:device_id>/", showing.show, name="clusters_show"),
    path("quan-ly/cum-loa/<uuid:device_id>/ma/", changing.code, name="clusters_code"),
    path("quan-ly/cum-loa/<uuid:device_id>/keu-thu/", changing.tone, name="clusters_tone"),
    path("quan-ly/cum-loa/<uuid:device_id>/chuyen/", changing.move, name="clusters_move"),
    path("quan-ly/cum-loa/<uuid:device_id>/khoa/", changing.disable, name="clusters_disable"),
]
