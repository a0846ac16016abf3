"""Pages of the sharing room."""

from django.urls import path

from samkraft.sharing import (
    advice_views,
    log_retention_views,
    outbox_views,
    received_views,
    retention_views,
    review_views,
    views,
)

app_name = "sharing"
urlpatterns = [
    path("delningar/", views.inbox, name="inbox"),
    path("delningar/utkorg/<uuid:release>/stoppa/", outbox_views.stop, name="stop"),
    path("delningar/skickat/<uuid:release>/", outbox_views.sent, name="sent"),
    path("delningar/provning/<uuid:review>/", review_views.asked, name="asked_review"),
    path("fraga-utan-namn/", advice_views.advice_list, name="advice_list"),
    path("fraga-utan-namn/ny/", advice_views.advice_new, name="advice_new"),
    path("fraga-utan-namn/<uuid:advice>/", advice_views.advice_one, name="advice"),
    path("inkommet/", received_views.received, name="received"),
    path("provningar/", review_views.reviews_list, name="reviews"),
    path("provningar/<uuid:review>/", review_views.review, name="review"),
    path("provningar/<uuid:review>/fil/", review_views.review_file, name="review_file"),
    path("delningar/<uuid:release>/", views.copy, name="copy"),
    path("gallring/", retention_views.overview, name="retention"),
    path("gallring/foresla/akter/", retention_views.propose, {"kind": "files"}, name="propose_files"),
    path("gallring/foresla/samtycken/", retention_views.propose, {"kind": "records"}, name="propose_records"),
    path("gallring/logg/", log_retention_views.log_months, name="log_months"),
    path("gallring/lamna/", retention_views.leave, name="leave"),
    path("gallring/undantag/", retention_views.holds, name="retention_holds"),
    path("gallring/undantag/<uuid:hold>/lyft/", retention_views.lift_hold, name="lift_hold"),
    path("gallring/bevis/<uuid:certificate>/", retention_views.certificate, name="certificate"),
    path("gallring/<uuid:proposal>/", retention_views.proposal, name="retention_proposal"),
    path("gallring/<uuid:proposal>/genomfor/", retention_views.destroy, name="destroy"),
]
