"""A file read while it arrives: nothing of it is put in memory as a whole or on disk (issue "Intake").

Django lets an upload handler take over the reading of the request. This one reads the fields that stand before the
file, such as the token against forged requests, and hands on the file as a stream that is pulled from the connection.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.http.multipartparser import FIELD, FILE, ChunkIter, LazyStream, Parser
from django.utils.datastructures import MultiValueDict
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from samkraft.core.keyring import SITE, named, ring
from samkraft.exchange.reading import ReferralFileError

MAX_BYTES = 1024 * 1024 * 1024
_CHUNK = 64 * 1024
_MAX_FIELDS = 10
_MAX_FIELD_BYTES = 4096
_DRAINED_BYTES = 100 * 1024 * 1024
_NAME_LENGTH = 80
_LIKE_A_NUMBER = re.compile(r"\d{6}(\d{2})?[-+ _]?[0-9A-Za-z]{4}(?![A-Za-z0-9])")


class Arriving:
    """The file on its way in. ``read`` pulls; ``content_hash`` is right once all is read."""

    def __init__(self, name: str, chunks: Iterator[bytes], max_bytes: int = MAX_BYTES) -> None:
        self.name = safe_name(name)
        self.size = 0
        self._chunks, self._held, self._max_bytes = iter(chunks), b"", max_bytes
        keys = ring(SITE)
        self._hash, self._version = keys.begun("upload"), keys.current

    @property
    def content_hash(self) -> str:
        """Keyed, so that nobody can tell from it who stood in a small file."""
        return named(self._hash.hexdigest(), self._version)

    def read(self, size: int) -> bytes:
        """Up to *size* bytes, none when the file has ended."""
        if not self._held:
            self._held = next(self._chunks, b"")
            self.size += len(self._held)
            if self.size > self._max_bytes:
                raise ReferralFileError("too_large", _("Filen är för stor."), _("Dela den i flera filer."))
            self._hash.update(self._held)
        given, self._held = self._held[:size], self._held[size:]
        return given

    def drain(self) -> None:
        """Read what is left and forget it, so that the sender gets to see the answer."""
        left = _DRAINED_BYTES
        while left > 0 and (chunk := next(self._chunks, b"")):
            left -= len(chunk)

    def close(self) -> None:
        """Django closes what was uploaded; there is nothing to close."""


class ReadAsItArrives(FileUploadHandler):
    """Stop at the first file and give it to the view as :class:`Arriving`."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        fields = QueryDict(mutable=True, encoding=encoding)
        stream = LazyStream(ChunkIter(input_data, _CHUNK))
        for number, (kind, meta, part) in enumerate(Parser(stream, boundary)):
            if number >= _MAX_FIELDS:
                raise TooManyFieldsSent("Too many fields before the file.")
            name, file_name = _names_of(meta)
            if kind == FILE and file_name:
                return fields, MultiValueDict({name: [Arriving(file_name, part)]})
            if kind == FIELD and name:
                fields.appendlist(name, _field_text(part, encoding))
        return fields, MultiValueDict()


def _names_of(meta):
    disposition = meta.get("content-disposition", ("", {}))[1]
    return tuple(force_str(disposition.get(key, ""), errors="replace").strip() for key in ("name", "filename"))


def _field_text(part, encoding):
    content = part.read(_MAX_FIELD_BYTES + 1)
    if len(content) > _MAX_FIELD_BYTES:
        raise RequestDataTooBig("A field before the file is too long.")
    return force_str(content, encoding or "utf-8", errors="replace")


def safe_name(name: str) -> str:
    """A file's name as it may be shown: no folder, no control signs, no identity number, not long (GDPR-12)."""
    base = PurePosixPath(name.replace("\\", "/")).name
    plain = " ".join("".join(sign for sign in base if sign.isprintable()).split())
    masked = _LIKE_A_NUMBER.sub("••••••••-••••", plain)
    if len(masked) > _NAME_LENGTH:
        masked = f"{masked[: _NAME_LENGTH - 9]}…{masked[-8:]}"
    return masked or _("fil utan namn")
