"""The joint plan: its draft, versions, steps and what other branches report on them."""
