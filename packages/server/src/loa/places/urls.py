from django.urls import path

from loa.places import views

urlpatterns = [
    path("quan-ly/dia-ban/", views.units, name="places_units"),
    path("quan-ly/dia-ban/tu-tep/", views.import_units, name="places_import_units"),
    path("quan-ly/dia-ban/<int:unit_id>/", views.unit, name="places_unit"),
    path("quan-ly/dia-ban/<int:unit_id>/thon/moi/", views.new_hamlet, name="places_new_hamlet"),
    path(
        "quan-ly/dia-ban/<int:unit_id>/thon/<int:hamlet_id>/",
        views.rename_hamlet,
        name="places_rename_hamlet",
    ),
    path(
        "quan-ly/dia-ban/<int:unit_id>/thon/<int:hamlet_id>/thoi/", views.end_hamlet, name="places_end_hamlet"
    ),
]
