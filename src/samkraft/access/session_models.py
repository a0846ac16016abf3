"""Sessions, with what must be found without opening them: whose, and which login at the provider they came from."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now


class Session(AbstractBaseSession):
    """One session. Who is removed, or logs out at the provider, loses every one at once (IAM-08, AUTH-5)."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    provider = models.SlugField(blank=True, db_index=False)
    provider_subject = models.CharField(max_length=255, blank=True)
    provider_session = models.CharField(max_length=255, blank=True)
    begun_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        indexes = [models.Index(fields=["provider", "provider_subject"], name="session_at_the_provider")]

    @classmethod
    def get_session_store_class(cls):
        from samkraft.access.session_store import SessionStore

        return SessionStore


class ToldStaff(models.Model):
    """That a person at work has been told that readings are reviewed, and in which words (GDPR-16)."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    version = models.CharField(max_length=10)
    accepted_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["staff", "-accepted_at"], name="told_staff_newest")]

    def __str__(self):
        return f"{self.staff_id}: {self.version}"


class EnrolmentCode(models.Model):
    """A code by which one person makes her passkey; only its hash is kept (ASVS 6.4.1)."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.staff_id}, to {self.ends_at:%Y-%m-%d %H:%M}"


class UsedToken(models.Model):
    """A logout token of a provider that has been taken, so that it isn't taken twice."""

    issuer = models.CharField(max_length=200)
    identifier = models.CharField(max_length=200)
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "identifier"], name="token_taken_once")]

    def __str__(self):
        return self.identifier
