"""Addresses of the people of an organisation, and of invitations."""

from django.urls import path

from .views import invitation, people

app_name = "organisations"
ONE = "organisations/<uuid:organisation_id>"
INVITATION = f"{ONE}/invitations/<uuid:invitation_id>"
urlpatterns = [
    path("organisations/", people.organisations, name="list"),
    path(f"{ONE}/people/", people.people, name="people"),
    path(f"{ONE}/people/invite/", people.invite, name="invite"),
    path(f"{INVITATION}/withdraw/", people.withdraw, name="withdraw"),
    path(f"{INVITATION}/send-again/", people.send_again, name="send_again"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
]
