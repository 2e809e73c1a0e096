"""Every address of the site. Each view carries its access rule (procurement.core.access)."""

from django.urls import include, path

handler400 = "procurement.desk.views.errors.bad_request"
handler403 = "procurement.desk.views.errors.forbidden"
handler404 = "procurement.desk.views.errors.not_found"
handler500 = "procurement.desk.views.errors.server_error"

urlpatterns = [
    path("account/", include("procurement.accounts.urls")),
    path("", include("procurement.organisations.urls")),
    path("frameworks/", include("procurement.frameworks.urls")),
    path("", include("procurement.tenders.urls")),
    path("", include("procurement.bids.urls")),
    path("", include("procurement.evaluation.urls")),
    path("", include("procurement.awards.urls")),
    path("", include("procurement.notices.urls")),
    path("", include("procurement.desk.urls")),
]
