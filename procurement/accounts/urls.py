"""Signing in and out and choosing a new password, by allauth. Accounts are made by an administrator."""

from allauth.account import views
from django.urls import path

from procurement.core.access import public, signed_in

urlpatterns = [
    path("sign-in/", public(views.login), name="account_login"),
    path("sign-out/", public(views.logout), name="account_logout"),
    path("by-invitation/", public(views.signup), name="account_signup"),
    path("inactive/", public(views.account_inactive), name="account_inactive"),
    path("password/change/", signed_in(views.password_change), name="account_change_password"),
    path("password/set/", signed_in(views.password_set), name="account_set_password"),
    path("password/reset/", public(views.password_reset), name="account_reset_password"),
    path("password/reset/sent/", public(views.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/<uidb36>-<key>/",
        public(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
