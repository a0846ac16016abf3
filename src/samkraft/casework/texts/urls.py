"""Addresses of text templates; part of the casework room's ``urls.py``."""

from django.urls import path

from samkraft.casework.texts import views

urlpatterns = [
    path("textmallar/", views.all_texts, name="texts"),
    path("textmallar/ny/", views.write, name="text_new"),
    path("textmallar/till/<slug:place>/", views.texts_for, name="texts_for"),
    path("textmallar/<int:pk>/", views.change, name="text_change"),
    path("textmallar/<int:pk>/ta-bort/", views.remove, name="text_remove"),
    path("textmallar/<int:pk>/tillbaka/", views.bring_back, name="text_bring_back"),
]
