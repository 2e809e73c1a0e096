"""Addresses of the bids pages: opportunities for everybody, a supplier's bids, and the opening of a lot."""

from django.urls import path

from .views import commitments, files, officer, parts, public, supplier

app_name = "bids"

_LOT = "tenders/<uuid:tender_id>/lots/<int:lot_number>/opening/"
_BID = "bids/<uuid:bid_id>/"
_PROMISES = f"{_BID}commitments/<str:criterion>/"
_PROMISE = f"{_PROMISES}<str:measure>/year-<int:year>/"

urlpatterns = [
    path("opportunities/", public.opportunities, name="opportunities"),
    path("opportunities/<uuid:tender_id>/", public.opportunity, name="opportunity"),
    path("opportunities/<uuid:tender_id>/lots/<int:lot_number>/model.json", public.model_file, name="model"),
    path("opportunities/<uuid:tender_id>/lots/<int:lot_number>/start/", public.start, name="start"),
    path("bids/", supplier.bid_list, name="list"),
    path(_BID, supplier.bid, name="bid"),
    path(f"{_BID}answers/<str:criterion>/", parts.answer, name="answer"),
    path(f"{_BID}price/", parts.prices, name="prices"),
    path(f"{_BID}conditions/", parts.confirmations, name="confirmations"),
    path(_PROMISES, commitments.commitments, name="commitments"),
    path(f"{_PROMISES}add/", commitments.add, name="add_commitment"),
    path(_PROMISE, commitments.change, name="change_commitment"),
    path(f"{_PROMISE}remove/", commitments.remove, name="remove_commitment"),
    path(f"{_BID}files/", files.files, name="files"),
    path(f"{_BID}files/<uuid:file_id>/", files.download, name="file"),
    path(f"{_BID}files/<uuid:file_id>/remove/", files.remove, name="remove_file"),
    path(f"{_BID}check/", supplier.check, name="check"),
    path(f"{_BID}receipts/<int:number>/", supplier.receipt, name="receipt"),
    path(f"{_BID}receipts/<int:number>/bid.json", supplier.version_file, name="version"),
    path(f"{_BID}withdraw/", supplier.withdraw, name="withdraw"),
    path(_LOT, officer.opening, name="opening"),
    path(f"{_LOT}admit/", officer.admit, name="admit"),
    path(f"{_LOT}<str:code>/disregard/", officer.disregard, name="disregard"),
]
