"""Root urls: each room's pages under Swedish words."""

from django.urls import include, path

handler403 = "samkraft.core.errors.forbidden"
handler404 = "samkraft.core.errors.not_found"
handler500 = "samkraft.core.errors.server_error"

urlpatterns = [
    path("", include("samkraft.core.urls")),
    path("", include("samkraft.access.urls")),
    path("", include("samkraft.programmes.urls")),
    path("", include("samkraft.sharing.urls")),
    path("", include("samkraft.people.urls")),
    path("", include("samkraft.casework.urls")),
    path("", include("samkraft.activities.urls")),
    path("", include("samkraft.employers.urls")),
    path("", include("samkraft.voices.urls")),
    path("", include("samkraft.steering.urls")),
    path("", include("samkraft.exchange.urls")),
    path("", include("samkraft.portal.urls")),
    path("", include("samkraft.site.pages")),
]
