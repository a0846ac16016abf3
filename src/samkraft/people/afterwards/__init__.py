"""After a start in work or studies: support, early warning, signs of a return (P-003)."""
