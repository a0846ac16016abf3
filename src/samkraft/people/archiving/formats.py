"""What kinds of file an archive package holds, as a register of formats (PRONOM) knows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is called, in which version, its key in PRONOM where that is sure, its media type."""

    name: str
    media_type: str
    version: str = ""
    key: str = ""


PDF_A = Format("PDF/A-2a", "application/pdf", "2a", "fmt/476")
JSON = Format("JSON", "application/json", key="fmt/817")
XML = Format("XML", "application/xml", "1.0", "fmt/101")
SCHEMA = Format("XML Schema", "application/xml", key="x-fmt/280")
TEXT = Format("Plain text, UTF-8", "text/plain", key="x-fmt/111")

# By ``core.file_checking.KINDS``: made anew when they came in, so a PDF is no PDF/A and its version isn't said.
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCUMENTS = {
    "pdf": Format("PDF", "application/pdf"),
    "jpeg": Format("JPEG", "image/jpeg"),
    "png": Format("PNG", "image/png"),
    "docx": Format("Office Open XML, text", f"{_OPEN_XML}wordprocessingml.document", key="fmt/412"),
    "xlsx": Format("Office Open XML, spreadsheet", f"{_OPEN_XML}spreadsheetml.sheet", key="fmt/214"),
    "odt": Format("OpenDocument, text", "application/vnd.oasis.opendocument.text"),
    "ods": Format("OpenDocument, spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
}
