from django.urls import path

from loa.lists.views import addresses
from loa.people.listed import People
from loa.people.views import first_run, grants, links, own, people, sign_in, two_person_reset

urlpatterns = [
    path("dang-nhap/", sign_in.sign_in, name="people_sign_in"),
    path("dang-xuat/", sign_in.sign_out, name="people_sign_out"),
    path("khoi-dau/<str:secret>/", first_run.first_run, name="people_first_run"),
    path("mo/<str:secret>/", own.one_time_link, name="people_one_time_link"),
    path("tai-khoan/mat-khau/", own.own_password, name="people_own_password"),
    *addresses("quan-ly/nguoi-dung/", People, people.people),
    path("quan-ly/nguoi-dung/moi/", people.new, name="people_new"),
    path("quan-ly/nguoi-dung/lien-ket/", links.for_many, name="people_links_for_many"),
    path("quan-ly/nguoi-dung/cho-dong-y/", grants.waiting, name="people_waiting"),
    path("quan-ly/nguoi-dung/cho-dong-y/nhieu/", grants.confirm_many, name="people_confirm_many"),
    path("quan-ly/nguoi-dung/cho-dong-y/ma/", two_person_reset.vouch_many, name="people_vouch"),
    path("quan-ly/nguoi-dung/vai-tro/<int:grant_id>/dong-y/", grants.confirm, name="people_confirm"),
    path("quan-ly/nguoi-dung/vai-tro/<int:grant_id>/thu-lai/", grants.end, name="people_end_grant"),
    path("quan-ly/nguoi-dung/<int:account_id>/", people.one, name="people_one"),
    path("quan-ly/nguoi-dung/<int:account_id>/vai-tro/", grants.give, name="people_give"),
    path("quan-ly/nguoi-dung/<int:account_id>/lien-ket/", people.new_link, name="people_new_link"),
    path("quan-ly/nguoi-dung/<int:account_id>/khoa/", people.switch, {"on": False}, name="people_disable"),
    path("quan-ly/nguoi-dung/<int:account_id>/mo-lai/", people.switch, {"on": True}, name="people_enable"),
]
