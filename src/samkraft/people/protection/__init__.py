"""Protected personal data: the mark, who may open the case, what is reported of it (SKY-01 to SKY-08)."""
