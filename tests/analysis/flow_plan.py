"""The 30-month plan of the public project application, 5,600 people, for the tests of the flow."""

import datetime as dt

from samkraft_analysis.flow import Intake

PLAN = Intake(
    [
        (dt.date(2020, 2, 1), dt.date(2020, 7, 31), 1500),
        (dt.date(2020, 8, 1), dt.date(2021, 1, 31), 1200),
        (dt.date(2021, 2, 1), dt.date(2021, 7, 31), 1200),
        (dt.date(2021, 8, 1), dt.date(2022, 1, 31), 1200),
        (dt.date(2022, 2, 1), dt.date(2022, 4, 30), 500),
    ]
)
