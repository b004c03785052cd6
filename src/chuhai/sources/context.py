"""Takes nothing, gives what a source of context is asked of a medicine and tells of it: trials, approvals, names that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import msgspec

from chuhai.errors import UsageError
from chuhai.model.register import Approval, Trial
from chuhai.model.when import PartialDate
from chuhai.sources.connectors.base import Found, Look, Piece, Span
from chuhai.sources.polite import Polite

#: Names of one medicine that are asked for together.
MOST_NAMES = 8
#: Words of descriptions, which many medicines bear before they have a name: asked for, they find half the register.
_DESCRIPTIONS = (
    "antibody antibodies bispecific trispecific multispecific monoclonal inhibitor inhibitors degrader degraders agonist agonists "
    "antagonist antagonists program programs programme programmes candidate candidates molecule molecules compound compounds "
    "preclinical clinical undisclosed platform technology technologies therapy therapies vaccine vaccines biosimilar "
    "biosimilars cell cells gene antigen target targets targeting targeted protein peptide peptides conjugate conjugates adc "
    "adcs car car-t sirna mrna rna dna oncology immunology metabolic certain novel next-generation several multiple two three "
    "four five six portfolio pipeline assets product products injection drug drugs medicine medicines rights"
)
_DESCRIBES = frozenset(_DESCRIPTIONS.split())
_CODE = re.compile(r"^(?=.*[A-Za-z])(?=(?:\D*\d){2})[A-Za-z0-9][A-Za-z0-9\-./]*$")
_WORD = re.compile(r"^[A-Za-z]{6,}$")
#: Ends of the words of non-proprietary names in two words.
_STEM = re.compile(
    r"(?:mab|fusp|nib|cept|tide|can|tin|sib|leucel|gene|parib|clax|vir|kin|grastim|rgin|mod|sen|ran|sine)$"
)
#: A payload after the name of an antibody makes it another medicine.
_PAYLOAD = re.compile(r"(?:tecan|dotin|tansine|mycin|gamicin|zelesin|leucel|pelidotin|lutetium|tesirine)$")
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TOKEN = re.compile(r"[a-z0-9]+")


class Medicine(msgspec.Struct, frozen=True):
    """A medicine of the ledger and those of its names that a register can be asked for."""

    id: str
    names: tuple[str, ...]


class Answers(Protocol):
    """A source that was reached."""

    @property
    def edition(self) -> str:
        """Of when the source says its data are; the same edition tells nothing new."""

    def tell(self, medicine: Medicine) -> list[Trial | Approval]:
        """What it says of a medicine, by id.

        Raises
        ------
        SourceError
        """


class Context:
    """What connectors of context share: they list no announcements, and asking one whether it answers is a look."""

    def answers(self, client: Polite, options: Mapping[str, str], known: str | None = None) -> Answers:
        """Reach the source; `known` is the edition whose answers are all held, so that an unchanged file isn't sent again."""
        raise NotImplementedError

    def discover(self, span: Span, client: Polite, look: Look) -> Iterator[Found]:
        self.answers(client, span.options)
        look.saw(None)
        yield from ()

    def documents(self, found: Found, span: Span, client: Polite) -> Iterator[Piece]:
        yield from ()


def askable(names: Iterable[str], targets: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Names that mean one medicine in a register: codes and non-proprietary names, no descriptions, no targets.

    Parameters
    ----------
    targets : frozenset of str
        Targets, case-folded: PARP1 looks like a code and is none.

    Examples
    --------
    >>> askable(["HS-20093", "anti-CD20 monoclonal antibody", "sacituzumab tirumotecan", "PARP1", "芦康沙妥珠单抗"], frozenset({"parp1"}))
    ('HS-20093', 'sacituzumab tirumotecan')
    """
    found: dict[str, str] = {}
    for name in (n.strip() for n in names):
        words = name.split()
        if not (4 <= len(name) <= 60 and name.isascii() and 1 <= len(words) <= 2) or name.casefold() in targets:
            continue
        if any(w.casefold().strip("(),") in _DESCRIBES for w in words):
            continue
        code = _CODE.match("".join(words)) and any(c.isdigit() for c in words[-1])
        word = all(_WORD.match(w) for w in words) and (
            len(words) == 1 or all(_STEM.search(w.casefold()) for w in words)
        )
        if code or word:
            found.setdefault("".join(_TOKEN.findall(name.casefold())), name)
    return tuple(found.values())[:MOST_NAMES]


def named_in(name: str, text: str) -> bool:
    """Whether a text names a medicine: its words in a row, hyphens and spaces aside, and no payload after them.

    Examples
    --------
    >>> named_in("HS-20093", "HS20093 for injection"), named_in("trastuzumab", "Trastuzumab Deruxtecan")
    (True, False)
    """
    wanted, tokens = "".join(_TOKEN.findall(name.casefold())), _TOKEN.findall(text.casefold())
    for start in range(len(tokens)):
        joined = ""
        for end in range(start, len(tokens)):
            joined += tokens[end]
            if joined == wanted:
                after = tokens[end + 1] if end + 1 < len(tokens) else ""
                if not _PAYLOAD.search(after):
                    return True
            if len(joined) >= len(wanted):
                break
    return False


def recognised(medicine: Medicine, texts: Iterable[str]) -> str | None:
    """The first text that names the medicine; None when none does."""
    return next((t for t in texts if any(named_in(n, t) for n in medicine.names)), None)


def words(said: object, most: int = 200) -> str:
    """A register's text on one line, cut, without characters that steer a terminal or turn the direction of writing."""
    return " ".join(_STEERS.sub("", str(said)).split())[:most]


def day(said: object) -> str | None:
    """A date of a register as ISO 8601; None for none and for what is no date."""
    if not isinstance(said, str) or not said.strip():
        return None
    try:
        return str(PartialDate.parse(said.strip()))
    except UsageError:
        return None
