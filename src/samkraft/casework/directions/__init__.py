"""The direction that a plan takes, and what it must hold to be whole: SIP, the three of 2023 (CON-11, P-039)."""
