"""The demo register: invented people in the numbers that the programme's sources give (P-010 to P-014).

`plan` decides sizes, quotas and calendars; `people` who the people are; `stories` what happened in each case;
`texts` and `portraits` what was written; `staff` who works there; `writing` puts it in through the door; `making`
does it all in order. Same seed, same register: keys that the database makes differ, what they stand for doesn't.
"""
