"""Incidents: registered in a minute by anyone, judged and reported in time by those who answer (SAK-02, GDPR-13)."""
