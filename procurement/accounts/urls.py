"""Signing in and out, passwords, second factors and one's own account, mostly by allauth."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from procurement.core.access import public, signed_in

from .views import account, organisation


class Base36Converter(StringConverter):
    """A person's key in a reset link. It holds no hyphen, so that it ends where the secret, which has one, begins."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36Converter, "base36")

urlpatterns = [
    path("", account.home, name="account_home"),
    path("name/", account.name, name="account_name"),
    path("sessions/", account.sessions, name="usersessions_list"),
    path("sessions/<int:session_id>/end/", account.end_session, name="account_end_session"),
    path("sign-in/", public(views.login), name="account_login"),
    path("sign-in/code/", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", public(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("sign-out/", public(views.logout), name="account_logout"),
    path("by-invitation/", public(views.signup), name="account_signup"),
    path("inactive/", public(views.account_inactive), name="account_inactive"),
    path("confirm/", signed_in(views.reauthenticate), name="account_reauthenticate"),
    path("confirm/code/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "confirm/passkey/",
        signed_in(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("email/", signed_in(views.email), name="account_email"),
    path("email/sent/", public(views.email_verification_sent), name="account_email_verification_sent"),
    path("email/confirm/<str:key>/", public(views.confirm_email), name="account_confirm_email"),
    path("password/change/", signed_in(views.password_change), name="account_change_password"),
    path("password/set/", signed_in(views.password_set), name="account_set_password"),
    path("password/reset/", public(views.password_reset), name="account_reset_password"),
    path("password/reset/sent/", public(views.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/<base36:uidb36>-<key>/",
        public(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/", account.second_factors, name="mfa_index"),
    path("second-factor/needed/", account.second_factor, name="account_second_factor"),
    path("second-factor/app/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/codes/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/",
        signed_in(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/codes/download/",
        signed_in(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("second-factor/passkeys/", signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", signed_in(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "second-factor/passkeys/<int:pk>/rename/", signed_in(webauthn.edit_webauthn), name="mfa_edit_webauthn"
    ),
    path(
        "second-factor/passkeys/<int:pk>/remove/",
        signed_in(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("organisation/", signed_in(social.connections), name="socialaccount_connections"),
    path("organisation/error/", public(social.login_error), name="socialaccount_login_error"),
    path("organisation/cancelled/", public(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("organisation/<slug:provider_id>/sign-in/", organisation.sign_in, name="openid_connect_login"),
    path("organisation/<slug:provider_id>/back/", organisation.back, name="openid_connect_callback"),
]
