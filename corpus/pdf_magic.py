"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"RIFF", "a RIFF file (sound, video or picture)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"%!PS", "a PostScript file"),
    (b"#!", "a script"),
    (b"version https://git-lfs", "a Git LFS pointer, which stands for a file that was not downloaded"),
)
_TEXT_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML file"),
    (b"<svg", "an SVG picture"),
    (b"<script", "an HTML page"),
)


def what_it_is(head: bytes) -> str | None:
    r"""Return None for a PDF, and in words what a file is that is none.

    Args:
        head: the file's first 1,024 bytes; a PDF may have foreign bytes before its header, but not
            those of another kind of file.

    >>> what_it_is(b"PK\x03\x04...%PDF-1.7")
    'a ZIP archive or an Office document'
    """
    if not head:
        return "empty"
    for magic, kind in _KINDS:
        if head.startswith(magic):
            return kind
    opening = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").lower()
    for magic, kind in _TEXT_KINDS:
        if opening.startswith(magic):
            return kind
    return None if b"%PDF-" in head[:1024] else "not a PDF"
