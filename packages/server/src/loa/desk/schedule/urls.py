"""The URLs of the schedule."""

from django.urls import path

from loa.desk.schedule import regulating, showing, views

urlpatterns = [
    path("quan-ly/lich-phat/", showing.week, name="schedule_week"),
    path("quan-ly/lich-phat/them/", views.add, name="schedule_add"),
    path("quan-ly/lich-phat/quy-che/", regulating.regulation, name="schedule_regulation"),
    path("quan-ly/lich-phat/quy-che/<int:rule_id>/", regulating.decide, name="schedule_regulation_decide"),
    path("quan-ly/lich-phat/<uuid:slot_id>/", views.move, name="schedule_move"),
    path("quan-ly/lich-phat/<uuid:slot_id>/bo/", views.remove, name="schedule_remove"),
]
