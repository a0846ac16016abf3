"""Public pages, health, and in demo the form language."""

from django.urls import path

from samkraft.core import views

app_name = "core"
urlpatterns = [
    path("halsa/", views.health, name="health"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("tillganglighet/meddelande/", views.accessibility_message, name="accessibility_message"),
    path("uppgifter/", views.data_use, name="data_use"),
    path("ordlista/", views.glossary, name="glossary"),
    path("formsprak/", views.style_guide, name="style_guide"),
    path("formsprak/deltagare/", views.style_guide_citizen, name="style_guide_citizen"),
    path("formsprak/mote/", views.style_guide_meeting, name="style_guide_meeting"),
    path("formsprak/papper/", views.style_guide_paper, name="style_guide_paper"),
]
