"""Files as strangers send them: small, true to kind, and each with something in it that must not be kept."""

import zipfile
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

WHO = "Karin Hemligsson"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"


def jpeg(size=(40, 20)):
    """A photograph with camera, place and a comment, lying on its side."""
    exif, made = Image.Exif(), BytesIO()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, WHO, {1: "N", 2: (55.0, 36.0, 0.0)}
    Image.new("RGB", size, "red").save(made, "JPEG", exif=exif, comment=WHO.encode())
    return made.getvalue()


def png():
    said, made = PngInfo(), BytesIO()
    said.add_text("Author", WHO)
    Image.new("RGB", (4, 4), "red").save(made, "PNG", pnginfo=said)
    return made.getvalue()


def pdf(harmful=True, password=""):
    """A page; with a script, a program to start, an attachment and an author."""
    writer, made = PdfWriter(), BytesIO()
    page = writer.add_blank_page(200, 200)
    if harmful:
        act = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        start = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmdexe")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(act)
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(start)})
        writer.add_attachment("x.exe", b"MZ-a-program")
        writer.add_metadata({"/Author": WHO})
    if password:
        writer.encrypt(password)
    writer.write(made)
    return made.getvalue()


TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORDS = f'<w:document xmlns:w="w"><w:ins w:author="{WHO}" w:date="2021-06-30T10:00:00Z"/><w:t>Intyg</w:t></w:document>'


def docx(words=WORDS, parts=()):
    """A Word file; parts: further ones by name."""
    thumbnail = '<Relationships><Relationship Id="a" Type="http://x/metadata/thumbnail" Target="t"/></Relationships>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": thumbnail,
        "word/document.xml": words,
        "docProps/core.xml": f"<a>{WHO}</a>",
        "docProps/thumbnail.jpeg": "x",
        "word/media/image1.jpeg": jpeg(),
    } | dict(parts)
    return package(parts)


def package(parts):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def odt():
    return package({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content><dc:creator>{WHO}</dc:creator>Intyg</office:document-content>",
        "meta.xml": f"<a>{WHO}</a>",
        "Thumbnails/thumbnail.png": png(),
        "META-INF/manifest.xml": '<manifest:manifest><manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png"'
        ' manifest:media-type="image/png"/></manifest:manifest>',
    })  # fmt: skip
