"""The URLs of units and hamlets."""

from django.urls import path

from loa.desk.places.hamlets import Hamlets
from loa.desk.places.units import Units
from loa.desk.places.views import hamlets, units
from loa.lists.views import addresses

urlpatterns = [
    *addresses("quan-ly/dia-ban/", Units, units.units),
    *addresses("quan-ly/dia-ban/<int:unit_id>/", Hamlets, units.unit),
    path("quan-ly/dia-ban/<int:unit_id>/thon/moi/", hamlets.new_hamlet, name="places_new_hamlet"),
    path(
        "quan-ly/dia-ban/<int:unit_id>/thon/<int:hamlet_id>/",
        hamlets.rename_hamlet,
        name="places_rename_hamlet",
    ),
    path(
        "quan-ly/dia-ban/<int:unit_id>/thon/<int:hamlet_id>/thoi/",
        hamlets.end_hamlet,
        name="places_end_hamlet",
    ),
]
