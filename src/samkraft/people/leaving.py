"""What ends by itself: a file whose consent has ended, the cases of somebody who no longer works with them."""

from samkraft.sharing import door


def end_assignments_of(staff):
    """End the assignments that a person no longer has the role or the place in the team for (IAM-08).

    Else a role given back later would bring her old cases back.
    """
    door.call("end_former_assignments", staff.pk)


def end_what_has_ended():
    """For everybody, each night: how many files were closed (CON-01) and how many assignments ended."""
    return door.rows("end_what_has_ended")[0]
