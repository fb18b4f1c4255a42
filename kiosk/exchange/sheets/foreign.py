"""Files that can't be read here, told by their bytes, each with its own way out."""

import re

from kiosk.language.sentences import N_

PROTECTED = N_("문서 보안(DRM)이 걸린 파일이에요. 보안을 해제한 뒤 XLSX로 다시 저장해서 골라 주세요.")
PASSWORD = N_("암호가 걸린 파일이에요. 엑셀에서 암호를 풀고 XLSX로 다시 저장해서 골라 주세요.")
OLD_EXCEL = N_("옛 엑셀(xls) 파일이에요. 엑셀에서 열어 XLSX로 저장해서 다시 골라 주세요.")
HANGUL = N_("한글 문서예요. 표를 엑셀에 옮겨 XLSX로 저장해서 다시 골라 주세요.")
OTHER = N_("옛 엑셀(xls)이나 다른 종류의 파일이에요. XLSX나 CSV로 저장해서 다시 골라 주세요.")
NO_TABLE = N_("PDF나 그림은 읽지 못해요. 원래 표를 XLSX나 CSV로 저장해서 다시 골라 주세요.")
COMPRESSED = N_("압축 파일이에요. 풀어서 안에 든 표를 골라 주세요.")

_COMPOUND = b"\xd0\xcf\x11\xe0"
# Document protection sold in Korea puts its name in front (NASCA, Fasoo, Softcamp, MarkAny); the rest is encrypted.
_PROTECTIONS = re.compile(
    rb"\x9b?\s?DRMONE|<## NASCA|SCDS[A0]|<DOCUMENT SAFER|<!-- ?Fasoo|FSD[A-Z ]|MARKANY|HDRM|IFS_DRM",
    re.IGNORECASE,
)
_PROTECTION_WORDS = re.compile(
    rb"DRM\b|DRMONE|NASCA|FASOO|SOFTCAMP|SCDSA|MARKANY|DOCUMENT SAFER|ENCRYPTED|SECURE ?CONTAINER|SECURED|PROTECTED",
    re.IGNORECASE,
)
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STARTS = {
    b"%PDF": NO_TABLE,
    b"\x89PNG": NO_TABLE,
    b"\xff\xd8\xff": NO_TABLE,
    b"GIF8": NO_TABLE,
    b"HWP Document File": HANGUL,
    b"7z\xbc\xaf": COMPRESSED,
    b"Rar!": COMPRESSED,
    b"\x1f\x8b": COMPRESSED,
    b"{\\rtf": OTHER,
    b"\x09\x08\x10\x00": OLD_EXCEL,
    b"\x09\x04\x06\x00": OLD_EXCEL,
    b"\x09\x02\x06\x00": OLD_EXCEL,
}


def told(data: bytes) -> str | None:
    """The sentence (untranslated) for a file of another kind, None for what may be a table."""
    if data.startswith(_COMPOUND):
        return _compound(data)
    if _PROTECTIONS.match(data) or (_CONTROL.search(data[:512]) and _PROTECTION_WORDS.search(data[:512])):
        return PROTECTED
    return next((sentence for start, sentence in _STARTS.items() if data.startswith(start)), None)


def _compound(data: bytes) -> str:
    """A compound file (OLE) holds streams by name: an encrypted package, a rights-managed one, an old workbook."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("DRMEncrypted") or has("\x09DRMContent") or _PROTECTION_WORDS.search(data[512:1024]):
        return PROTECTED
    if has("EncryptedPackage") or has("EncryptionInfo"):
        return PASSWORD
    if has("HwpSummaryInformation"):
        return HANGUL
    return OLD_EXCEL if has("Workbook") or has("Book") else OTHER
