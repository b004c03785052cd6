"""Takes nothing, gives what registers tell of a medicine: a trial, an application for approval, and that one was asked."""

from __future__ import annotations

import datetime as dt

import msgspec

#: Properties: a registered trial, an application for approval, and that a source was asked.
TRIAL, APPROVAL, ASKED = "trial", "approval", "asked"


class Trial(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A registered trial, as its register tells it.

    Attributes
    ----------
    status : str
        The register's own code, such as RECRUITING.
    stage : str or None
        Its phases as a code of the vocabulary of stages; None where the register gives none.
    start, completion, updated : str or None
        ISO 8601, perhaps only a month.
    named : str
        The intervention in which the medicine was recognised.
    """

    id: str
    url: str
    title: str
    status: str
    named: str
    stage: str | None = None
    conditions: list[str] = []
    sponsor: str | None = None
    start: str | None = None
    completion: str | None = None
    updated: str | None = None
    kind: str | None = None


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step of an application: what it was, when, and how it stood."""

    what: str
    on: str | None = None
    status: str | None = None


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An application for approval, as the agency tells it.

    Attributes
    ----------
    id : str
        The agency's number: NDA..., BLA..., EMEA/H/C/...
    status : str
        The agency's own word; `approved` where the FDA's register says only that a submission was.
    first : str or None
        The day of the first approval.
    named : str
        The product or substance in which the medicine was recognised.
    """

    id: str
    url: str
    agency: str
    kind: str
    status: str
    named: str
    products: list[str] = []
    substances: list[str] = []
    holder: str | None = None
    first: str | None = None
    updated: str | None = None
    steps: list[Step] = []


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a source was asked of a medicine: when, by which names, and of when its data were."""

    source: str
    on: dt.date
    edition: str
    names: list[str]
    records: int
