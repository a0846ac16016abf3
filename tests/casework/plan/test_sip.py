"""The plan as a SIP, and the person's answer to the plan (CON-11)."""

import pytest
from django.urls import reverse

from samkraft.access.choices import Event
from samkraft.access.models import ReadLog
from samkraft.casework.models import PlanAgreement, PlanVersion
from samkraft.casework.plan.content import PlanContent, StepContent
from samkraft.sharing.models import ConsentLine
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
STEPS = (("Samtalsstöd", "reg"), ("Ansökan om boende", "soc"), ("Praktik i kök", "ama"), ("Skriva CV", "af"))


@pytest.fixture
def scene(client):
    karin = s.staff("af", in_team=s.team())
    case = s.enrolled_case(karin)
    steps = tuple(
        StepContent(f"00000000-0000-4000-8000-00000000000{n}", title, branch_code=code, branch_name=s.branch(code).name)
        for n, (title, code) in enumerate(STEPS)
    )
    key = s.item(karin, case)
    with s.as_(karin):
        content = PlanContent("Jag vill laga mat", steps, number=1, published_on=s.DAY).to_json()
        PlanVersion.objects.filter(plan=key).update(content=content)
    s.log_in(client, karin)
    return client, karin, case


def test_con11_a_plan_of_municipality_and_region_is_printed_in_the_four_parts_of_a_sip(scene):
    """Needed measures; who of municipality and region does what; what others do; who leads. Printing is OUT-1."""
    client, karin, case = scene
    assert "Skriv ut som SIP" in client.get(reverse("casework:plan", args=[case.pk])).content.decode()
    page = client.get(reverse("casework:plan_sip", args=[case.pk])).content.decode()
    needed, ours = page.split("2. Insatser")[0], page.split("2. Insatser")[1].split("3. Åtgärder")
    assert all(title in needed for title, _code in STEPS)
    municipality, region = ours[0].split("Regionen</h3>")
    assert "Ansökan om boende" in municipality and "Praktik i kök" in municipality and "Samtalsstöd" in region
    assert "Skriva CV" in ours[1].split("4. Övergripande")[0] and karin.name in ours[1] and "Inte frågat än" in ours[1]
    with s.as_(karin):
        assert ReadLog.objects.filter(event=Event.PRINTED, items=["plan:1:sip"]).exists()


def test_con11_the_answer_to_the_plan_is_kept_apart_from_consent_to_share(scene):
    client, karin, case = scene
    at = reverse("casework:plan_agree", args=[case.pk])
    said = {"answer": "yes", "giver": "self", "form": "written"}
    assert client.post(at, said).status_code == 422, "a written answer lies somewhere"
    assert client.post(at, said | {"evidence_place": "Pärm 1"}).status_code == 302
    with s.as_(karin):
        row = PlanAgreement.objects.get()
        assert row.agrees and row.version == 1 and not ConsentLine.objects.exists()
    assert "Ja, 30 juni 2021" in client.get(reverse("casework:plan_sip", args=[case.pk])).content.decode()
