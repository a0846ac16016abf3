"""One file of a form, held in memory while it arrives: nothing personal lies open in a temporary folder (V5, V14)."""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from samkraft.core.file_checking import MOST_BYTES


class OneFileInMemory(FileUploadHandler):
    """Takes the first file, up to :data:`MOST_BYTES` and a little; of one that is larger, no more than that is read."""

    def __init__(self, request=None):
        super().__init__(request)
        self._held, self._files = BytesIO(), 0

    def new_file(self, *arguments, **more):
        super().new_file(*arguments, **more)
        self._files += 1
        if self._files > 1:
            raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        # One byte too many is kept, by which the check sees that the file is too large.
        self._held.write(raw_data[: MOST_BYTES + 1 - self._held.tell()])

    def file_complete(self, file_size):
        if self._files > 1:
            return None
        size = self._held.tell()
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name, self.content_type, size, self.charset, self.content_type_extra
        )
