"""Uploads stay in memory: what people send may be sealed later, so it is never on a disk in the clear."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps the files of a request in memory, together up to `settings.FILE_UPLOAD_MAX_MEMORY_SIZE` bytes.

    A file with which the request would have more is dropped while it is read. It arrives with its name and its true
    size and without content, so that its form (`UploadField` with `largest`) can say that it is too large.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._kept = 0
        self._file = BytesIO()
        self._is_dropped = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file of the request."""
        super().new_file(*args, **kwargs)
        self._file = BytesIO()
        self._is_dropped = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece of the file, or drop the file at the piece that is too much."""
        if self._is_dropped:
            return
        if self._kept + len(raw_data) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            self._kept -= self._file.tell()
            self._file = BytesIO()
            self._is_dropped = True
            return
        self._kept += len(raw_data)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> "InMemoryUploadedFile":
        """The file as forms read it; `file_size` is what was sent, kept or not."""
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
