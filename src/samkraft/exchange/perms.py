"""Who may do what with referral files. Each docstring is the rule."""

from samkraft.access.choices import Role
from samkraft.exchange.models import Upload
from samkraft.people.intake.referral_create import ways_of
from samkraft.programmes.fund_report import own_fund_report
from samkraft.programmes.models import Programme


def can_upload_referrals(request):
    """The project administrator; referrers where the programme lets their branch refer by file (P-013)."""
    if request.acting is None:
        return False
    if request.acting.has_role(Role.PROJECT_ADMINISTRATOR):
        return True
    return request.acting.has_role(Role.REFERRER) and _has_file_way(request.acting)


def can_read_in_for_branch(request):
    """The project administrator reads in the month's file of what her branch owns of benefits (INT-02, P-063)."""
    return request.acting is not None and request.acting.has_role(Role.PROJECT_ADMINISTRATOR)


def can_report_to_fund(request):
    """The fund reporter of the branch that reports on the programme, where it is turned on; nobody else (INT-05)."""
    acting = request.acting
    if acting is None or not acting.has_role(Role.FUND_REPORTER):
        return False
    return own_fund_report(request) is not None


def sees_import_in_menu(request):
    """The project administrator finds the import in the menu; others come to it from their referrals."""
    return request.acting is not None and request.acting.has_role(Role.PROJECT_ADMINISTRATOR)


def visible_uploads(request):
    """The project administrator sees the uploads of her branch, a referrer her own."""
    mine = Upload.objects.filter(owner_branch=request.acting.branch, programme__slug=request.acting.programme)
    if request.acting.has_role(Role.PROJECT_ADMINISTRATOR):
        return mine
    return mine.filter(uploaded_by=request.acting.staff)


def _has_file_way(acting):
    version = Programme.objects.get(slug=acting.programme).version_on()
    return bool(ways_of(version.definition, acting.branch.code, "file"))
