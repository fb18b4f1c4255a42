"""A workbook reduced to what its cells are: for files whose decoration a strict reader stumbles over."""

import io
import re
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# ISO 29500 Strict names the same things differently.
STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": MAIN.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
_LEFT_OUT = re.compile(
    r"docProps/|customXml/|xl/(theme|chartsheets|drawings|media|charts|printerSettings|externalLinks)/"
)
_ROOT = re.compile(rb"<(?:\w+:)?worksheet\b[^>]*>")
_KEPT_OF_A_SHEET = (b"sheetData", b"mergeCells")
_FORMATS = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs\s*>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(numFmtId|formatCode)\s*=\s*("[^"]*"|\'[^\']*\')')


def copy(data: bytes) -> bytes:
    """The same workbook, its sheets, values and number formats alone. Raises zipfile.BadZipFile and its like."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if not _LEFT_OUT.match(name):
                new.writestr(name, _plain(name, old.read(name)))
    return out.getvalue()


def _plain(name: str, part: bytes) -> bytes:
    for strict, usual in STRICT.items():
        part = part.replace(strict, usual)
    if name == "xl/styles.xml":
        return _number_formats(part)
    if name == "xl/workbook.xml":
        return re.sub(
            rb"<(\w+:)?(bookViews|definedNames|calcPr|extLst)\b.*?</(\w+:)?\2\s*>", b"", part, flags=re.S
        )
    if name == "[Content_Types].xml" or name.endswith(".rels"):
        return re.sub(
            rb"<(?:\w+:)?(?:Override|Relationship)\s[^>]*(?:docProps|theme|customXml)[^>]*/>", b"", part
        )
    return _cells_alone(part) if name.startswith("xl/worksheets/") else part


def _cells_alone(sheet: bytes) -> bytes:
    root = _ROOT.search(sheet)
    if not root:
        return sheet
    kept = b"".join(_element(sheet, name) for name in _KEPT_OF_A_SHEET)
    prefix = root[0][1:].partition(b"worksheet")[0]
    return b"%s%s</%sworksheet>" % (root[0], kept, prefix)


def _element(sheet: bytes, name: bytes) -> bytes:
    """The element of that name, once in a sheet; empty where it has no content."""
    begins = re.search(rb"<(?:\w+:)?%s\b[^>]*[^/>]>|<(?:\w+:)?%s>" % (name, name), sheet)
    ends = sheet.rfind(name + b">")
    return sheet[begins.start() : ends + len(name) + 1] if begins and ends > begins.end() else b""


def _number_formats(styles: bytes) -> bytes:
    """A style sheet of number formats, by which dates are told from numbers."""
    formats = b"".join(b"<numFmt %s/>" % _kept(one) for one in _FORMATS.findall(styles))
    cells = _CELL_STYLES.search(styles)
    kept = b"".join(b"<xf %s/>" % _kept(one) for one in _STYLE.findall(cells[0] if cells else b""))
    return (
        b'<styleSheet xmlns="%s"><numFmts>%s</numFmts><fonts><font/></fonts>'
        b"<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        b"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>%s</cellXfs></styleSheet>"
    ) % (MAIN.encode(), formats, kept or b"<xf/>")


def _kept(tag: bytes) -> bytes:
    return b" ".join(b"%s=%s" % pair for pair in _ATTRIBUTE.findall(tag))
