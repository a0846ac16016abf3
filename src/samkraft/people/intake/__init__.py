"""Before a case is at work: referral, draw, placing, enrolment and consent."""
