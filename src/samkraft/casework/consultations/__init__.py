"""Consultation: who may be asked, and how long the queue is (P-021, P-026). Questions go as dialogue."""
