"""Takes a page and the registry's names, gives mentions of companies, known or not, grouped into parties."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter

from chuhai.catalog import names
from chuhai.catalog.firms import Firm
from chuhai.extract import _name_weights, names_told, proposed, zh_places
from chuhai.extract import company_words as w
from chuhai.extract.base import Page
from chuhai.extract.firm_index import whole
from chuhai.extract.name_index import NameIndex
from chuhai.extract.proposed import PLACE, Proposer
from chuhai.extract.unwrapped import unwrapped

#: Characters at a page's beginning that say of what kind it is.
_HEAD = 400
#: How sure a party is that only a word stands for.
_UNNAMED = 0.8
#: Companies that one page may name; each unknown name is compared with all before it.
_MOST_NAMES = 800
#: How sure a party is whose whole legal name stands by itself.
_WHOLE = 0.95
#: Characters of the code that a share trades under.
_LONGEST_CODE = 6
#: Characters of a person's Chinese name.
_LONGEST_PERSON = 4


@dataclass
class Party:
    """One company on a page: every span that names it, and its registry id where the name is known."""

    key: str
    company: str | None
    spans: list[tuple[int, int]] = field(default_factory=list)
    #: The longest proper name, not a pronoun.
    name: str = ""
    #: 1.0 for registry names, less for names that only stand in a party's place.
    confidence: float = 1.0
    #: Firms of the list that bear one of its names, for those outside the registry.
    firms: list[Firm] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Named:
    """A company's name at `start` to `end`."""

    start: int
    end: int
    party: str
    pronoun: bool = False


_HOME_TOWN = re.compile(
    r"^(?:上海|北京|江苏|浙江|苏州|四川|杭州|广东|深圳|山东|成都|重庆|贵州|贵阳|海南|珠海|无锡|南京|台湾"
    r"|湖南|湖北|武汉|安徽|合肥|河南|河北|天津|吉林|长春|辽宁|沈阳|哈尔滨|广州|广西|福建|江西|陕西|西安|云南|宁波|常州|青岛|济南|石家庄)(?=..)"
)


#: What a text goes on with behind its subject.
_SPEAKS = re.compile(r" (?:is|was|are|has|have|had|will|would|said|says|announced|today|and|on)\b")


def _head(said: str) -> str:
    """The word of a name that tells it from others: not the place before it."""
    words = [x.strip(".,'\"()") for x in said.split(" ")]
    return next((x for x in words if x not in w.PLACES and x not in w.NOT_NAME and x not in w.CITIES), words[0])


def _whole(told: list[names_told.Told]) -> list[names_told.Told]:
    """Names without those that only stand as the end of a longer one: "Technology Co., Ltd." of "X (Shanghai) Technology Co., Ltd."."""
    ends: dict[int, int] = {}
    for one in told:
        if one.likelihood >= _name_weights.LEAST_EN:
            for start, end in one.places:
                ends[end] = min(start, ends.get(end, start))
    return [one for one in told if not all(ends.get(b, a) < a for a, b in one.places)]


def find(page: Page, index: NameIndex) -> tuple[dict[str, Party], list[Named]]:
    """Parties by key, and where they are named, in order."""
    found = unwrapped(page)
    if found is None:
        return _Finder(page, index).run()
    flat, offsets = found
    parties, named = _Finder(flat, index).run()
    for party in parties.values():
        party.spans = [(offsets[a], offsets[b - 1] + 1) for a, b in party.spans]
    return parties, [Named(offsets[n.start], offsets[n.end - 1] + 1, n.party, n.pronoun) for n in named]


def given(page: Page, index: NameIndex) -> tuple[list[tuple[int, int]], dict[str, proposed.Facts]]:
    """What the judgement on strings is given: where a page names companies of the registry, and what the rules propose else."""
    finder = _Finder(page, index)
    finder.registered()
    return sorted((n.start, n.end) for n in finder.named), finder.proposed()


class _Finder:
    """Collects names of a page: registry first, then unknown names in the forms and places that companies have."""

    def __init__(self, page: Page, index: NameIndex) -> None:
        self.page = page
        self.index = index
        self.shown = page.shown
        self.parties: dict[str, Party] = {}
        self.named: list[Named] = []
        self.refused: set[str] = set()
        self.taken = bytearray(len(self.shown) + 1)
        #: Stems of Chinese names, once taken from them.
        self.stems: dict[str, str] = {}

    def run(self) -> tuple[dict[str, Party], list[Named]]:
        self.registered()
        self._told()
        if self.page.chinese and len(self.parties) < 2:
            self._by_place()
        self._aliases()
        self._repeat()
        self._groups()
        self._firms()
        self._pronouns()
        self.named.sort(key=lambda n: n.start)
        return self.parties, self.named

    def registered(self) -> None:
        """Names of the registry, and of firms that the lexicons name."""
        for start, end, company in self.index.matches(self.shown):
            if w.DATELINE.match(self.shown, end) and " " not in self.shown[start:end]:
                continue  # a town that lent a company its name
            self._add(start, end, self.index.family(company), company, 1.0)
        self._join()
        self._extend()
        if self.page.chinese:
            for firm in self.index.firms:
                at = self.shown.find(firm)
                while at >= 0:
                    self._add(at, at + len(firm), names.key(firm), None, 0.95)
                    at = self.shown.find(firm, at + len(firm))

    def proposed(self) -> dict[str, proposed.Facts]:
        """Strings of an English page that have a company's form or place, outside of names that are known."""
        if self.page.chinese:
            return {}
        return Proposer(self.page, self._free, self.index.others.__contains__).run()

    def _told(self) -> None:
        """Names outside the registry, by what stands in them and around them."""
        known = sorted((n.start, n.end) for n in self.named)
        other = self.index.others.__contains__
        told = names_told.find(self.page, known, other, self.index.listed, self.proposed())
        told = [one for one in told if not self.index.place(one.name) and not self._other_kind(one)]
        told = _whole(told)
        least = _name_weights.LEAST if self.page.chinese else _name_weights.LEAST_EN
        self._accept([one for one in told if one.likelihood >= least])
        if len(self.parties) < 2:
            self._accept(told)
        if self.page.chinese:
            self._whole_names()
            proposer = Proposer(self.page, self._free, other)
            for m in w.ZH_HEAD_LATIN.finditer(self.shown):
                for a, b in proposer.cleaned(*m.span("n" if m["n"] else "m"), PLACE):
                    key = self._relative(self.shown[a:b])
                    self._add(a, b, key, self.parties[key].company if key in self.parties else None, PLACE)

    def _whole_names(self) -> None:
        """Legal names in full whose edges the page shows, where nothing else told them."""
        for m in w.ZH_WHOLE.finditer(self.shown):
            if self._free(*m.span("n")) and not w.ZH_NO_WHOLE.search(m["n"]):
                key = self._relative(m["n"])
                self._add(*m.span("n"), key, self.parties[key].company if key in self.parties else None, _WHOLE)

    def _other_kind(self, one: names_told.Told) -> bool:
        """Whether a string is told as something else: a share's code, a marked product, a person, a contract's opening word."""
        shown = self.shown
        if one.name.isascii():
            head, _, rest = one.name.partition(" ")
            if rest and head in w.RECITALS and head.isupper():
                return True
            if any(w.MARKED.match(shown, b) for _, b in one.places) and not w.ENGLISH_NAME.fullmatch(one.name):
                return True
            return self._traded(one)
        return len(one.name) <= _LONGEST_PERSON and any(
            w.ZH_TITLE_BEFORE.search(shown, max(0, a - 8), a) or w.ZH_TITLE_BEHIND.match(shown, b)
            for a, b in one.places
        )

    def _traded(self, one: names_told.Told) -> bool:
        """Whether a string is told only as the code that a share trades under."""
        if not (one.name.isascii() and one.name.isupper() and len(one.name) <= _LONGEST_CODE):
            return False
        return all(w.TRADED_AS.search(self.shown, max(0, a - 40), a) for a, _ in one.places)

    def _accept(self, told: list[names_told.Told]) -> None:
        """Names where they are held for such by their place, then wherever else they stand."""
        for places in (attrgetter("held"), attrgetter("places")):
            for one in told:
                at = [(a, b) for a, b in places(one) if self._free(a, b)]
                if at and not self._full():
                    key = self._relative(one.name)
                    for a, b in at:
                        form = (w.LEGAL_TAIL if self.shown[b - 1].isascii() else w.ZH_LEGAL_TAIL).match(self.shown, b)
                        end = form.end() if form and self._free(b, form.end()) else b
                        self._add(
                            a, end, key, self.parties[key].company if key in self.parties else None, one.likelihood
                        )

    def _relative(self, name: str) -> str:
        """Key of the party on this page whose name a string shortens or spells out, else its own."""
        if names.has_chinese(name):
            return self._kin(name) or names.key(name)
        key = names.key(name)
        words = name.split(" ")
        for known in self.parties.values():
            head = _head(self.shown[known.spans[0][0] : known.spans[0][1]])
            if len(words) == 1 and head == name.strip(".") and len(name) >= 3:
                return known.key
            if known.company is None and (
                known.key.startswith(key + " ")
                or key.startswith(known.key + " ")
                or (head == _head(name) and len(head) >= 5 and head not in w.COMMON_HEADS and head[0].isupper())
            ):
                return known.key
        return key

    def _add(
        self, start: int, end: int, key: str, company: str | None, confidence: float, pronoun: bool = False
    ) -> None:
        if any(self.taken[start:end]) or (key not in self.parties and company is None and self._full()):
            return
        self.taken[start:end] = b"\x01" * (end - start)
        party = self.parties.setdefault(key, Party(key, company, confidence=confidence))
        party.spans.append((start, end))
        said = self.page.quote(start, end)
        if not pronoun and (not party.name or (len(said) > len(party.name) and company == party.company)):
            party.name = said
        self.named.append(Named(start, end, key, pronoun))

    def _free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def _full(self) -> bool:
        """Whether the page names more companies than are told apart; names outside the registry are then passed over."""
        if len(self.parties) < _MOST_NAMES:
            return False
        if not any(i["code"] == "names-passed-over" for i in self.page.issues):
            message = f"more than {_MOST_NAMES} companies named: further ones outside the registry were not read"
            self.page.issues.append({"code": "names-passed-over", "message": message})
        return True

    def _join(self) -> None:
        """Two registry names side by side are a joint venture's name ("Fosun Kite"), and a place before a name belongs to it."""
        joined: list[Named] = []
        self.named.sort(key=lambda n: n.start)
        for one in self.named:
            last = joined[-1] if joined else None
            if (
                last is not None
                and self.shown[last.end : one.start] == " "
                and last.party != one.party
                and self.shown[one.start].isascii()
                and not self._meet(last, one)
            ):
                joined.pop()
                for old in (last, one):
                    spans = self.parties[old.party].spans
                    spans.remove((old.start, old.end))
                    if not spans:
                        del self.parties[old.party]
                key = names.key(self.shown[last.start : one.end])
                party = self.parties.setdefault(key, Party(key, None, confidence=0.8))
                party.spans.append((last.start, one.end))
                party.name = party.name or self.page.quote(last.start, one.end)
                joined.append(Named(last.start, one.end, key))
            else:
                joined.append(one)
        self.named = joined

    def _meet(self, left: Named, right: Named) -> bool:
        """Whether two names only meet where a title ends and its text begins: once so, elsewhere each by itself."""
        shown = self.shown
        said = shown[left.start : right.end]
        return (
            shown.count(said) == 1
            and all(shown.count(shown[one.start : one.end]) > 1 for one in (left, right))
            and bool(_SPEAKS.match(shown, right.end))
        )

    def _extend(self) -> None:
        """A registry name that is the head of a longer one ("Hengrui" of "Hengrui Pharmaceuticals Co., Ltd.")."""
        grown: list[Named] = []
        for one in self.named:
            m = w.NAME_TAIL.match(self.shown, one.end) if self.shown[one.end - 1].isascii() else None
            if m and not any(self.taken[one.end : m.end()]):
                self.taken[one.end : m.end()] = b"\x01" * (m.end() - one.end)
                spans = self.parties[one.party].spans
                spans[spans.index((one.start, one.end))] = (one.start, m.end())
                one = Named(one.start, m.end(), one.party)
            grown.append(one)
        self.named = grown

    def _by_place(self) -> None:
        """Names on a Chinese page that has no two others: where nothing but a party can stand."""
        for name, confidence in zh_places.find(self.page, self._free):
            key = self._relative(name)
            at = self.shown.find(name)
            while at >= 0 and not self._full():
                self._add(at, at + len(name), key, None, confidence)
                at = self.shown.find(name, at + len(name))

    def _kin(self, name: str) -> str | None:
        """The party on this page whose Chinese stem a longer name holds: 苏州泽璟生物制药 is 泽璟制药."""
        for party in self.parties.values():
            for start, end in party.spans[:4]:
                said = self.shown[start:end]
                if len(name) >= 4 and name in said:
                    return party.key
                stem = self.stems.get(said)
                if stem is None:
                    stem = self.stems[said] = _HOME_TOWN.sub("", w.ZH_TAILS.sub("", said))
                if (
                    len(stem) >= 2
                    and stem in name
                    and names.has_chinese(stem)
                    and stem not in w.PLACES
                    and not w.ZH_NOT.match(stem)
                ):
                    return party.key
        return None

    def _aliases(self) -> None:
        """Short names in brackets behind a name belong to it, and two names so joined are one party."""
        extra: list[tuple[str, str]] = []
        for one in list(self.named):
            if one.pronoun:
                continue
            m = w.ALIAS.match(self.shown, one.end)
            if m:
                for alias in (m["a"], m["b"]):
                    if alias and not re.fullmatch(
                        r"(?:the )?(?:Company|Group|公司|本公司|本集团|集团|Licensor|Licensee|许可方|被许可方|甲方|乙方|Parties|双方|Agreement|协议)",
                        alias,
                    ):
                        extra.append((alias, one.party))
                    elif alias and alias.lower() in ("company", "the company", "公司", "本公司"):
                        self._issuer = one.party
                continue
            m = w.PAREN.match(self.shown, one.end)
            if m:
                inner = next((n for n in self.named if n.start == m.start("a") and n.party != one.party), None)
                if inner is not None:
                    self._merge(inner.party, one.party)
                elif (
                    not w.TICKER.match(self.shown[m.start() : m.end()].strip())
                    and re.fullmatch(r"[A-Z][A-Za-z][\w&.\- ]{1,30}", m["a"])
                    and not m["a"].isupper()
                    and names.has_chinese(self.shown[one.start : one.end])
                ):
                    extra.append((m["a"], one.party))
        for alias, key in extra:
            own = next((n for n in self.named if self.shown[n.start : n.end] == alias.strip()), None)
            if own is not None and own.party != key:
                self._merge(own.party, key)
            self._spread(alias.strip(), key)

    def _groups(self) -> None:
        """A subsidiary that signs for its parent is one party with it: "X through its unit Y", "X之全资子公司Y"."""
        self.named.sort(key=lambda n: n.start)
        for left, right in list(pairwise(n for n in self.named if not n.pronoun)):
            between = w.ZH_REST.sub("", self.shown[left.end : right.start], count=1)
            if left.party != right.party and len(between) < 90 and w.SUBSIDIARY.fullmatch(between):
                self._merge(right.party, left.party)

    def _firms(self) -> None:
        """What the list knows of parties outside the registry: one firm under two names is one party, perhaps of the registry."""
        owner: dict[int, str] = {}
        for party in list(self.parties.values()):
            if party.company is not None:
                continue
            rows = next((r for a, b in party.spans[:6] if (r := self.index.listed.of(self.shown[a:b]))), [])
            party.firms = [self.index.listed.rows[r] for r in rows]
            if len(rows) != 1:
                continue
            known = self.index.registered(rows[0])
            if known is not None:
                self._known(party, known)
            elif rows[0] in owner:
                self._merge(party.key, owner[rows[0]])
            else:
                owner[rows[0]] = party.key

    def _known(self, party: Party, company: str) -> None:
        """A party turns out to be the registry's."""
        family = self.index.family(company)
        if family in self.parties:
            self._merge(party.key, family)
            return
        del self.parties[party.key]
        self.named = [Named(n.start, n.end, family, n.pronoun) if n.party == party.key else n for n in self.named]
        self.parties[family] = party
        party.key, party.company, party.firms = family, company, []

    def _merge(self, gone: str, kept: str) -> None:
        if gone not in self.parties or kept not in self.parties:
            return
        a, b = self.parties[gone], self.parties[kept]
        if a.company and b.company:
            return
        if a.company:
            a, b, gone, kept = b, a, kept, gone
        b.spans += a.spans
        self.named = [Named(n.start, n.end, kept, n.pronoun) if n.party == gone else n for n in self.named]
        del self.parties[gone]

    def _spread(self, alias: str, key: str) -> None:
        if len(alias) < 2 or key not in self.parties:
            return
        company = self.parties[key].company
        at = self.shown.find(alias)
        while at >= 0:
            if whole(self.shown, at, at + len(alias)):
                self._add(at, at + len(alias), key, company, self.parties[key].confidence)
            at = self.shown.find(alias, at + len(alias))

    def _repeat(self) -> None:
        """Later mentions by the first word of an unknown name, or by the stem of a Chinese one."""
        for party in list(self.parties.values()):
            said = self.shown[party.spans[0][0] : party.spans[0][1]]
            if names.has_chinese(said):
                stem = w.ZH_TAILS.sub("", said)
                if 2 <= len(stem) <= 4 and not w.ZH_NOT.match(stem) and stem not in w.PLACES:
                    self._spread(stem, party.key)
                continue
            head = _head(said)
            if (
                (len(head) >= 4 or (len(head) == 3 and head.isupper()))
                and head not in w.ABBREVIATIONS
                and head not in w.NOT_NAME
                and (head not in w.COMMON_HEADS or len(said.split()) > 1)
                and head not in w.PLACES
            ):
                self._spread(head, party.key)

    def _unnamed(self) -> str | None:
        """The filer of a note that calls it "the Company" or "we" and never names it, as a party by that name."""
        shown = self.shown
        if self._note():
            called = [m for m in w.PRONOUN_EN.finditer(shown) if m.group()[:3] == "the" and self._free(*m.span())]
            if len(called) > 1:
                return self._called(called[0].span())
        said = w.QUOTED.sub(lambda m: " " * len(m.group()), shown) if "we " in shown.lower() else ""
        acts = [m for m in w.WE_ACT.finditer(said) if self._free(*m.span("we"))]
        if len(acts) < 2 or w.OUR_OWN.search(said):
            return None  # a firm of theirs signs for them, and has a name
        key = self._called(acts[0].span("we"))
        for m in w.WE.finditer(said):
            if self._free(*m.span()):
                self._add(*m.span(), key, None, _UNNAMED, pronoun=True)
        return key

    def _note(self) -> bool:
        """Whether a page is a part of a filing whose filer is named elsewhere: by its head, or as it speaks of "the Group" first."""
        shown = self.shown
        if w.NOTE.search(shown[:_HEAD]) or len(self.parties) < 2:
            return True
        m = w.FILER.search(shown)
        return m is not None and m.start() < min(n.start for n in self.named)

    def _called(self, span: tuple[int, int]) -> str:
        """Key of a party by a word that stands for it."""
        key = names.key(self.shown[slice(*span)])
        self.parties[key] = Party(key, None, name=self.page.quote(*span), confidence=_UNNAMED)
        return key

    _issuer: str | None = None

    def _pronouns(self) -> None:
        """ "The Company" is the issuer where a notice defines it, else the party named last before it, close by."""
        shown = self.shown
        issuer = self._issuer
        if issuer is None and self.named and w.ISSUER_MARK.quick.search(shown[:1200]):
            boards = {m.end() for m in w.BOARD_OF.finditer(shown)}
            issuer = min(self.named, key=lambda n: (n.start not in boards, n.start)).party
        named = sorted((n for n in self.named if not n.pronoun), key=lambda n: n.start)
        if issuer is None and named and not self.page.chinese:
            issuer = self._unnamed()
        if not named or (issuer is None and not self.page.chinese):
            return
        at = 0
        for m in (w.PRONOUN_ZH.quick if self.page.chinese else w.PRONOUN_EN).finditer(shown):
            if m.start() and self.taken[m.start() - 1]:
                continue  # "默克公司" is one name
            key = issuer
            if key is None:
                while at + 1 < len(named) and named[at + 1].end <= m.start():
                    at += 1
                back = at
                while back > 0 and w.OBJECT.search(shown[max(0, named[back].start - 6) : named[back].start]):
                    back -= 1  # "与EQRx", "授予EQRx": not what the notice is about
                last = named[back]
                if last.end > m.start() or m.start() - last.end > 260:
                    continue
                key = last.party
            if key in self.parties:
                self._add(m.start(), m.end(), key, self.parties[key].company, 0.8, pronoun=True)
