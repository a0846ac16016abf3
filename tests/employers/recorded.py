"""Answers of the employment service's interfaces, as they are shaped, with invented content; and a server for them."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

AD = {
    "id": "90000001", "external_id": None, "webpage_url": "https://arbetsformedlingen.se/platsbanken/annonser/90000001",
    "headline": "Lagerarbetare deltid", "application_deadline": "2021-12-31T23:59:59", "number_of_vacancies": 2,
    "description": {"text": "Exempeltext. Ring Petra Ax.", "company_information": None, "needs": None,
                    "requirements": None, "conditions": None},
    "employment_type": {"concept_id": "PFZr_Syz_cUq", "label": "Tillsvidareanställning, inklusive provanställning",
                        "legacy_ams_taxonomy_id": "1"},
    "duration": {"concept_id": "a7uU_j21_mkL", "label": "Tillsvidare", "legacy_ams_taxonomy_id": "1"},
    "working_hours_type": {"concept_id": "947z_JGS_Uk2", "label": "Deltid", "legacy_ams_taxonomy_id": "2"},
    "scope_of_work": {"min": 50, "max": 75}, "experience_required": False, "access_to_own_car": False,
    "driving_license_required": True,
    "driving_license": [{"concept_id": "VTK8_WRx_GcM", "label": "B", "legacy_ams_taxonomy_id": "3"}],
    "employer": {"name": "Exempelbolaget AB", "workplace": "Exempelbolaget AB", "organization_number": "5599900007",
                 "phone_number": None, "email": "petra@example.org", "url": None},
    "application_details": {"via_af": False, "email": "jobb@example.org", "reference": "REF-1", "information": None,
                            "url": None, "other": None},
    "occupation": {"concept_id": "3FQD_Pp8_oG7", "label": "Lagerarbetare", "legacy_ams_taxonomy_id": "5920"},
    "occupation_group": {"concept_id": "Fv7d_YhP_YmS", "label": "Lager- och terminalpersonal",
                         "legacy_ams_taxonomy_id": "4322"},
    "occupation_field": {"concept_id": "ASGV_zcE_bWf", "label": "Transport, distribution, lager",
                         "legacy_ams_taxonomy_id": "19"},
    "workplace_address": {"municipality": "Malmö", "municipality_code": "1280",
                          "municipality_concept_id": "oYPt_yRA_Smm", "region": "Skåne län", "region_code": "12",
                          "region_concept_id": "CaRE_1nn_cSU", "country": "Sverige", "street_address": None,
                          "postcode": None, "city": "Malmö", "coordinates": [13.0, 55.6]},
    "must_have": {"skills": [], "languages": [{"concept_id": "zSLA_vw2_FXN", "label": "Svenska", "weight": 10,
                                               "legacy_ams_taxonomy_id": "502"}], "work_experiences": []},
    "nice_to_have": {"skills": [], "languages": [], "work_experiences": []},
    "publication_date": "2021-06-01T08:00:00", "last_publication_date": "2021-12-31T23:59:59", "removed": False,
    "removed_date": None, "source_type": "VIA_PLATSBANKEN_AD", "timestamp": 1622534400000,
}  # fmt: skip
REMOVED = {"id": "90000001", "removed": True, "removed_date": "2021-06-29T10:00:00", "occupation": None,
           "workplace_address": None}  # fmt: skip
SEARCHED = {
    "total": {"value": 41}, "positions": 60, "query_time_in_millis": 12, "result_time_in_millis": 20, "stats": [],
    "freetext_concepts": {}, "hits": [AD | {"relevance": 1.0}],
}  # fmt: skip
# Nothing of this is an ad, and none of it may stop the one beside it.
NONSENSE = [
    None, 7, "text", [], {}, {"id": None}, {"id": "1", "headline": 7}, {"id": "2", "headline": "x", "employer": 3},
    {"id": "3", "headline": "x", "application_deadline": "i morgon"},
]  # fmt: skip


class Interface:
    """What the server answers next, and what it was asked."""

    def __init__(self):
        self.status, self.body, self.seconds, self.asked, self.headers = 200, SEARCHED, 0, [], {}

    def as_bytes(self):
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@contextmanager
def serving():
    """A server that speaks the documented form: (its address, what it answers)."""
    interface = Interface()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            interface.asked.append((parts.path, parse_qs(parts.query)))
            interface.headers = dict(self.headers)
            self.send_response(interface.status)
            if interface.status == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()
            for sign in interface.as_bytes()[:20] if interface.seconds else b"":
                time.sleep(interface.seconds)
                self.wfile.write(bytes([sign]))
            if not interface.seconds:
                self.wfile.write(interface.as_bytes())

        def log_message(self, *_unused):
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", interface
    finally:
        server.shutdown()
        server.server_close()
