"""Addresses of the evaluation pages."""

from django.urls import path

from .views import comparison, conflicts, moderation, result, reviewing, scoring

app_name = "evaluation"

LOT = "tenders/<uuid:tender_id>/lots/<int:lot_number>/"

urlpatterns = [
    path(f"{LOT}conflicts/", conflicts.overview, name="conflicts"),
    path(f"{LOT}conflicts/later/", conflicts.later, name="later_conflict"),
    path(f"{LOT}conflicts/<int:declaration_id>/", conflicts.decide, name="decide_conflict"),
    path(f"{LOT}start/", conflicts.start, name="start"),
    path(f"{LOT}scoring/", scoring.overview, name="scoring"),
    path(f"{LOT}scoring/lock/", scoring.lock, name="lock"),
    path(f"{LOT}scoring/<str:criterion>/<str:code>/", scoring.answer, name="answer"),
    path(f"{LOT}attachments/<str:code>/<int:number>/", scoring.attachment, name="attachment"),
    path(f"{LOT}social-value/", reviewing.overview, name="social_value"),
    path(f"{LOT}social-value/<int:commitment_id>/", reviewing.commitment, name="commitment"),
    path(f"{LOT}moderation/", moderation.overview, name="moderation"),
    path(f"{LOT}moderation/close/", moderation.close, name="close_moderation"),
    path(f"{LOT}moderation/pass/<str:criterion>/<str:code>/", moderation.pass_or_fail, name="pass_decision"),
    path(f"{LOT}moderation/<str:criterion>/<str:code>/", moderation.consensus, name="consensus"),
    path(f"{LOT}result/", result.page, name="result"),
    path(f"{LOT}result/compare/", comparison.page, name="compare"),
    path(f"{LOT}result/result.csv", result.delimited, name="result_csv"),
    path(f"{LOT}result/result.xlsx", result.spreadsheet, name="result_xlsx"),
    path(f"{LOT}result/download/", result.download, name="result_download"),
]
