"""Takes nothing, gives the limits of reading and the issue a limit or a bad file becomes."""

from __future__ import annotations

from dataclasses import dataclass

#: `{"code": ..., "message": ...}`: what could not be read, and why.
Issue = dict[str, str]


def issue(code: str, message: str) -> Issue:
    return {"code": code, "message": message}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost; past a limit the rest is left out and an issue says so.

    Parameters
    ----------
    bytes : int
        Largest file read whole. Of a longer text or web page the beginning is read; a longer PDF is refused.
    characters : int
        Characters of text kept.
    markup : int
        Characters of HTML parsed.
    seconds : float
        Time for one PDF, checked between pages.
    pages : int
        Pages read of one PDF.
    inflated : int
        Bytes a compressed file may unpack to; the rest is left out.
    ratio : int
        Unpacked bytes per compressed byte beyond which a compressed file is refused (looked at from 1 MB up).
    """

    bytes: int = 200_000_000
    characters: int = 2_000_000
    markup: int = 8_000_000
    seconds: float = 20.0
    pages: int = 500
    inflated: int = 50_000_000
    ratio: int = 200
