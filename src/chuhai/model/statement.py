"""Takes nothing, gives the statement (the only truth) and the human judgement about two subjects."""

from __future__ import annotations

import builtins
import datetime as dt
import hashlib

import msgspec

from chuhai.model.document import Evidence, Quoted

_SEPARATOR = "\x1f"
#: Beginning of subjects that are a medicine of the registry: what registers of trials and approvals say of it.
OF_ASSET = "asset:"
#: Beginnings of subjects that are no deal: a page itself, what it says beside deals, and a medicine.
ASIDE = ("page:", "claim:", "signal:", "market:", OF_ASSET)


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One source says one thing about one subject.

    Attributes
    ----------
    subject : str
        A source-local mention, such as `curation:D-000012` or `doc:<hash>#1`; never a canonical id.
    property : str
        A name of the property table (`chuhai.model.schema`).
    value : str or None
        Canonical text of the property's kind; None when the source says that it is undisclosed.
    number, unit : float or None, str or None
        The value's number in its unit (millions of a currency, percent), None for words.
    """

    subject: str
    property: str
    value: str | None
    qualifier: str
    evidence: Evidence
    origin: str
    extractor: str
    confidence: float = 1.0
    number: float | None = None
    unit: str | None = None

    @builtins.property  # `property` is a field here
    def id(self) -> int:
        """128 bits of SHA-256 over what the statement says and rests on."""
        return int(hashlib.sha256(_SEPARATOR.join(self.identity()).encode()).hexdigest()[:32], 16)

    def identity(self) -> list[str]:
        e = self.evidence
        if isinstance(e, Quoted):
            words = ["quoted", e.url or "", e.span.document, str(e.span.start), str(e.span.end)]
            dates = [_day(e.published_on), e.published_precision or "", ""]
        else:
            words = ["cited", e.url, "", "", ""]
            dates = [_day(e.published_on), e.published_precision or "", _day(e.retrieved_on)]
        return [self.subject, self.property, self.value or "", self.qualifier, *words, *dates, self.extractor]


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


class Judgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A human's word on whether two subjects are the same deal; at most one live row a pair."""

    left: str
    right: str
    verdict: str
    by: str
    reason: str
    on: dt.date

    def pair(self) -> tuple[str, str]:
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)
