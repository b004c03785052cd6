"""Ingest: documents become statements with quotes, merge with what is known, never move a curated number, and a bad file hurts no other."""

from __future__ import annotations

import datetime as dt
import json
import os

import msgspec
import pytest

import releases
import tiny
from chuhai import pipeline
from chuhai.catalog import Catalog
from chuhai.documents import ingest
from chuhai.errors import SourceError, UsageError
from chuhai.extract import statements as extracted
from chuhai.extract import tiers
from chuhai.facade import Ledger
from chuhai.ledger import intake
from chuhai.ledger.documents import Documents
from chuhai.ledger.store import Store
from chuhai.metrics.base import measures
from chuhai.model.document import Quoted, Sighting
from chuhai.sources import folder, given
from chuhai.sources.base import Got, Ref

AT = dt.datetime(2026, 6, 1)
LATER = dt.datetime(2026, 6, 2)


@pytest.fixture
def home(tmp_path, tiny_curation):
    """Settings of a fresh store on the tiny curation."""
    return tiny.settings(tiny_curation, tmp_path / "home")


@pytest.fixture
def pages(tmp_path):
    return releases.write(tmp_path / "pages", known=releases.KNOWN, new=releases.NEW, idle=releases.IDLE)


def take(home, *paths, at=AT):
    return ingest(home, [str(p) for p in paths], at)


def document(found, name):
    return next(d for d in found.documents if d["origin"].endswith(name))


def standing(home):
    with Store.open(home) as store:
        return store.connection.execute("SELECT * FROM statement WHERE evidence = 'quoted' ORDER BY ALL").fetchall()


def segments(home):
    return sorted(p.name for p in home.log.iterdir())


# What a document becomes


def test_a_release_of_a_curated_deal_joins_it_and_one_of_a_new_deal_gets_a_local_id(home, pages):
    found = take(home, pages)
    (known,) = document(found, "known.txt")["deals"]
    (new,) = document(found, "new.txt")["deals"]
    assert (known["deal_id"], known["evidence"]) == ("D-000001", "curated")
    assert known["merged_for"] == "same parties, asset A-000001, 0 days apart"
    assert new["deal_id"].startswith("L-")
    assert new["evidence"] == "read"
    assert document(found, "idle.txt")["deals"] == []


def test_a_name_outside_the_registry_keeps_its_spelling_and_becomes_a_candidate(home, pages):
    new = document(take(home, pages), "new.txt")["deals"][0]["deal_id"]
    with Ledger.open(home.home, home.curation) as ledger:
        row = ledger.deal(new)
        assert (row.licensor, row.licensee, row.assets) == (["Hanlin Bio"], ["Zeta Therapeutics, Inc."], ["ZTX-55"])
        assert row.licensee_ids == ["x:c:zeta therapeutics"]
        assert (row.upfront_usd_m, row.announced, row.stage) == (20.0, "2025-06-03", "phase-1")
        assert [r.id for r in ledger.deals("zeta").rows] == [new]
        assert ledger.snapshot.sql("SELECT what, name FROM candidate ORDER BY what") == [
            ("asset", "ZTX-55"),
            ("company", "Zeta Therapeutics, Inc."),
        ]


def test_every_value_of_a_document_quotes_the_kept_text_at_its_offsets(home, pages):
    take(home, pages)
    kept = Documents(home.documents)
    with Store.open(home) as store:
        rows = store.connection.execute(
            'SELECT document, "start", "end", quote FROM statement WHERE starts_with(subject, \'doc:\') AND recorded_to IS NULL'
        ).fetchall()
    assert len(rows) > 20
    assert all(kept.text(document)[start:end] == quote != "" for document, start, end, quote in rows)


def test_why_shows_the_quote_and_the_document_behind_a_value(home, pages):
    new = document(take(home, pages), "new.txt")["deals"][0]["deal_id"]
    with Ledger.open(home.home, home.curation) as ledger:
        why = ledger.why(new, "upfront")
    assert "$20 million" in why.statements[0].quote
    assert why.statements[0].document == document(take(home, pages), "new.txt")["document"]


def test_the_bytes_and_the_text_are_kept_under_their_hashes(home, pages):
    found = document(take(home, pages), "new.txt")
    kept = Documents(home.documents)
    assert kept.text(found["document"]) == releases.NEW.strip()
    assert not (home.documents / "partial").exists() or not list((home.documents / "partial").iterdir())
    with Store.open(home) as store:
        sightings = [
            msgspec.json.decode(value, type=Sighting)
            for (value,) in store.connection.execute(
                "SELECT value FROM statement WHERE property = 'sighting'"
            ).fetchall()
        ]
    assert {s.origin: kept.raw(s.raw_sha256) for s in sightings} == {str(p): p.read_bytes() for p in pages.iterdir()}


def test_a_statement_whose_quote_is_not_in_the_text_becomes_an_issue(tiny_curation):
    row = {
        "licensor": ["Hanlin Bio"],
        "licensor_ids": ["C-000001"],
        "licensee": [],
        "licensee_ids": [],
        "assets": [],
        "asset_ids": [],
        "asset_names": [],
        "event": "signing",
        "announced": None,
        "kind": "gift",
        "stage": None,
        "modality": None,
        "territory": None,
        "targets": [],
        "amounts": {"upfront": {"amount_m": 1e9, "currency": "USD"}},
        "status": {},
        "qualifier": {},
        "royalty_text": None,
        "royalty_low_pct": None,
        "royalty_high_pct": None,
        "evidence": {"licensor": {"start": 0, "end": 4, "quote": "Elsewhere"}},
        "confidence": {},
    }
    found = {"deals": [row], "claims": [], "signals": [], "market": [], "issues": []}
    sighting = Sighting("d" * 32, "/a.txt", "folder")
    said = extracted.statements(Catalog(tiny_curation), "some text", found, sighting, [])
    assert {s.property for s in said} == {"sighting", "issue"}
    assert {json.loads(s.value)["code"] for s in said if s.property == "issue"} == {"span", "vocabulary", "amount"}


def test_claims_signals_and_market_notes_are_recorded_beside_deals(home, tiny_curation):
    quote = {"start": 0, "end": 4, "quote": "some"}
    note = {"evidence": quote, "confidence": 0.7}
    found = {
        "deals": [],
        "claims": [{"publisher": "Yaozh", "measure": "deal_count", "value": 94.0, "unit": "deals", **note}],
        "signals": [{"company": "Hanlin Bio", "what": "seeks a partner", "tier": "expected", "date": None, **note}],
        "market": [{"name": "Hanlin Bio", "ticker": "6001.HK", "move_pct": 9.5, "date": None, "reason": None, **note}],
        "issues": [],
    }
    sighting = Sighting("d" * 32, "/a.txt", "folder")
    said = {s.property: s for s in extracted.statements(Catalog(tiny_curation), "some text", found, sighting, [])}
    assert json.loads(said["claim"].value) == {
        "measure": "deal_count",
        "publisher": "Yaozh",
        "unit": "deals",
        "value": 94.0,
    }
    assert said["signal"].subject == f"signal:{'d' * 32}#1"
    assert isinstance(said["market"].evidence, Quoted)
    assert said["market"].confidence == 0.7


def test_a_word_that_names_nobody_is_a_firm_of_its_page_alone():
    assert extracted.local("c", "the Company", "a" * 32) != extracted.local("c", "the Company", "b" * 32)
    assert extracted.local("c", "Zeta, Inc.", "a" * 32) == extracted.local("c", "ZETA", "b" * 32)
    assert extracted.local("c", "!?", "a" * 32).startswith("x:c:")


@pytest.mark.parametrize(
    ("text", "url", "tier"),
    [
        ("", "https://www.sec.gov/Archives/a.htm", "filing"),
        ("", "https://notsec.gov.example/a", "news"),
        ("Shanghai, 5 March /PRNewswire/ -- Hanlin", None, "issuer"),
        ("证券代码：688001 公告编号：2025-001", None, "filing"),
        ("Hong Kong Exchanges and Clearing Limited and The Stock Exchange take no responsibility for", None, "filing"),
        ("A newspaper wrote this.", "https://news.example/a", "news"),
    ],
)
def test_a_tier_is_told_by_host_and_words(text, url, tier):
    assert tiers.tier(text, url) == tier


# Merging


def test_a_termination_is_an_event_of_the_deal_before_it(home, tmp_path):
    folder_ = releases.write(tmp_path / "pages", ended=releases.ENDED)
    (told,) = document(take(home, folder_), "ended.txt")["deals"]
    assert told["deal_id"] == "D-000008"  # the later of two deals over the same medicine
    with Ledger.open(home.home, home.curation) as ledger:
        assert [(e.event, e.date) for e in ledger.deal("D-000008").events] == [("termination", "2026-05-06")]


def test_an_event_of_a_deal_that_nobody_knows_is_no_deal(home, tmp_path):
    text = releases.ENDED.replace("HLB-101", "QQX-909").replace("Great Pharma", "Zeta Therapeutics")
    found = document(take(home, releases.write(tmp_path / "pages", ended=text)), "ended.txt")
    assert [(d["deal_id"], d["left_out"]) for d in found["deals"]] == [
        (None, "an event of a deal that the ledger doesn't hold")
    ]


def test_two_documents_on_one_new_deal_are_one_deal_and_its_first_id_leads_there(home, tmp_path):
    folder_ = releases.write(tmp_path / "pages", one=releases.NEW)
    first = document(take(home, folder_), "one.txt")["deals"][0]
    releases.write(folder_, two=releases.NEW.replace("today announced", "announced on Tuesday"))
    found = take(home, folder_, at=LATER)
    ids = {document(found, name)["deals"][0]["deal_id"] for name in ("one.txt", "two.txt")}
    assert len(ids) == 1
    with Ledger.open(home.home, home.curation) as ledger:
        assert ledger.deal(first["deal_id"]).id in ids
        assert len(ledger.deals("zeta").rows) == 1
        told = ledger.why_same(*(document(found, name)["deals"][0]["subject"] for name in ("one.txt", "two.txt")))
    assert told.same
    assert [link.reason for link in told.links] == ["same parties, asset x:a:ztx 55, 0 days apart"]


def test_why_same_tells_two_deals_apart(home, pages):
    found = take(home, pages)
    with Ledger.open(home.home, home.curation) as ledger:
        subject = document(found, "new.txt")["deals"][0]["subject"]
        told = ledger.why_same("D-000001", subject)
        assert not told.same
        assert told.reason.startswith("nothing asked")
        assert ledger.why_same("D-000001", document(found, "known.txt")["deals"][0]["subject"]).links[0].same


def test_a_judgement_of_a_curator_overrides_a_merge(home, pages, tmp_path):
    subject = document(take(home, pages), "known.txt")["deals"][0]["subject"]
    word = {
        "left": "curation:D-000001",
        "right": subject,
        "verdict": "different",
        "by": "me",
        "reason": "read both",
        "on": "2026-06-01",
    }
    judged = tiny.settings(tiny.write(tmp_path / "judged", judgements=[word]), home.home)
    found = take(judged, pages, at=LATER)
    assert document(found, "known.txt")["deals"][0]["deal_id"] != "D-000001"


# Curated numbers stay


def statistics(home):
    with Ledger.open(home.home, home.curation) as ledger:
        asked = [ledger.stats("2024..2026", list(measures()), by=by).records() for by in (None, "modality", "quarter")]
        return asked, ledger.survival("2024..2026").records(), ledger.comps("D-000010").records(), ledger.as_of


def test_reading_documents_moves_no_statistic(home, pages):
    tiny.build(home.curation, home.home)
    before = statistics(home)
    releases.write(pages, ended=releases.ENDED, filled=releases.signed(day="March 26, 2024", upfront=10, milestones=77))
    take(home, pages)
    assert statistics(home) == before


def test_deals_that_only_documents_tell_are_counted_when_asked_for(home, tmp_path):
    text = releases.signed(licensee="Orchid Therapeutics", asset="ZTX-77", day="July 1, 2025")
    (told,) = document(take(home, releases.write(tmp_path / "pages", one=text)), "one.txt")["deals"]
    with Ledger.open(home.home, home.curation) as ledger:
        counted = {
            words: ledger.stats("2025-07", ["deal_count"], filters=ledger.filters(evidence=words)).rows[0].deal_ids
            for words in (None, "curated", "read", ("curated", "read"))
        }
        assert [r.id for r in ledger.deals(filters=ledger.filters(evidence="read")).rows] == [told["deal_id"]]
        with pytest.raises(UsageError, match="evidence 'guessed'"):
            ledger.filters(evidence="guessed")
    assert [told["deal_id"] in ids for ids in counted.values()] == [False, False, True, True]


def test_a_curated_value_keeps_its_place_and_the_other_is_disputed(home, pages):
    take(home, pages)
    with Ledger.open(home.home, home.curation) as ledger:
        row = ledger.deal("D-000001")
        assert row.upfront_usd_m == 120.0  # the page said 130
        assert "upfront" in row.disputed
        assert row.evidence == "curated"
        assert {s.value for s in ledger.why("D-000001", "upfront").statements} == {"100 USD", "120 USD", "130 USD"}


def test_what_was_absent_is_filled_from_a_document(home, tmp_path):
    text = releases.signed(day="March 26, 2024", upfront=10, milestones=77)
    take(home, releases.write(tmp_path / "pages", more=text))
    with Ledger.open(home.home, home.curation) as ledger:
        assert (ledger.deal("D-000008").upfront_usd_m, ledger.deal("D-000008").milestones_usd_m) == (10.0, 77.0)
        assert ledger.snapshot.sql("SELECT milestones_usd_m FROM curated_deal WHERE deal_id = 'D-000008'")[0] == (None,)


# Again, and again


def test_a_second_ingest_is_a_no_op(home, pages):
    first = take(home, pages)
    said, log = standing(home), segments(home)
    second = take(home, pages, at=LATER)
    assert first.fresh
    assert not second.fresh
    assert second.path == first.path
    assert {d["status"] for d in second.documents} == {"unchanged"}
    assert (standing(home), segments(home)) == (said, log)


def test_a_corrected_page_supersedes_itself(home, pages):
    take(home, pages)
    releases.write(pages, new=releases.NEW.replace("$20 million", "$25 million"))
    found = take(home, pages, at=LATER)
    assert found.closed > 0
    (new,) = document(found, "new.txt")["deals"]
    with Ledger.open(home.home, home.curation) as ledger:
        assert ledger.deal(new["deal_id"]).upfront_usd_m == 25.0
        assert len(ledger.deals("zeta").rows) == 1
    with Store.open(home) as store:
        assert (
            store.connection.execute("SELECT count(*) FROM statement WHERE recorded_to = ?", [LATER]).fetchone()[0] > 0
        )


def test_a_registry_that_learns_a_name_reads_the_kept_documents_again(home, pages, tmp_path):
    take(home, pages)
    zeta = {"id": "C-000099", "key": "zeta", "name": {"en": "Zeta Therapeutics"}, "kind": "biotech", "hq": "US"}
    wiser = tiny.settings(tiny.write(tmp_path / "wiser", companies=[*tiny.COMPANIES, zeta]), home.home)
    found = take(wiser, at=LATER)
    assert {d["status"] for d in found.documents} == {"read"}
    with Ledger.open(wiser.home, wiser.curation) as ledger:
        row = ledger.deal(document(found, "new.txt")["deals"][0]["deal_id"])
        assert (row.licensee_ids, row.direction) == (["C-000099"], ["out"])


def test_a_replay_of_the_log_holds_the_same(home, pages):
    take(home, pages)
    said = standing(home)
    home.database.unlink()
    assert standing(home) == said


@pytest.mark.slow
def test_the_order_of_documents_does_not_matter(tmp_path, tiny_curation, pages):
    releases.write(pages, ended=releases.ENDED, again=releases.NEW.replace("today", "yesterday"))
    files, rows = sorted(pages.iterdir()), []
    for n, order in enumerate((files, files[::-1])):
        home = tiny.settings(tiny_curation, tmp_path / f"home-{n}")
        for path in order:
            take(home, path)
        with Ledger.open(home.home, home.curation) as ledger:
            rows.append(sorted(ledger.deals().records(), key=lambda r: r["id"]))
    assert rows[0] == rows[1]


# Bad files


def test_a_bad_file_is_a_named_issue_and_the_others_are_read(home, pages, tmp_path):
    (pages / "empty.txt").write_bytes(b"")
    (pages / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (pages / "noise.bin").write_bytes(bytes(range(32)) * 50)
    (pages / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(pages / "pipe.txt")
    (pages / "round").symlink_to(pages)
    found = take(home, pages, tmp_path / "missing")
    codes = {
        os.path.basename(d["origin"]): [i["code"] for i in d["issues"]]
        for d in found.documents
        if d["status"] == "failed"
    }
    assert codes == {
        "empty.txt": ["empty"],
        "picture.png": ["unsupported"],
        "noise.bin": ["binary"],
        "gone.txt": ["unreadable"],
        "pipe.txt": ["not-a-file"],
        "round": ["loop"],
        "missing": ["missing"],
    }
    assert found.count("read") == 3
    assert document(found, "new.txt")["deals"]


def test_a_file_that_can_not_be_had_any_more_keeps_what_was_read(home, pages):
    first = take(home, pages)
    origin = str(pages / "new.txt")
    (pages / "new.txt").unlink()
    found = take(home, origin, at=LATER)
    assert [d["status"] for d in found.documents] == ["failed"]
    with Ledger.open(home.home, home.curation) as ledger:
        assert ledger.deal(document(first, "new.txt")["deals"][0]["deal_id"]).upfront_usd_m == 20.0
    log = segments(home)
    take(home, origin, at=LATER)
    assert segments(home) == log
    releases.write(pages, new=releases.NEW)
    assert [i for d in take(home, origin, at=LATER).documents for i in d["issues"]] == []


def test_a_defect_of_a_rule_costs_its_document_only(home, pages, monkeypatch):
    extract = intake.Extractor.extract

    def faulty(self, text, published=None):
        if "Zeta" in text.stored:
            raise KeyError("a defect")
        return extract(self, text, published)

    monkeypatch.setattr(intake.Extractor, "extract", faulty)
    found = take(home, pages)
    assert [i["code"] for i in document(found, "new.txt")["issues"]] == ["defect"]
    assert document(found, "known.txt")["deals"]


def test_the_files_of_a_folder_come_in_one_order_and_hidden_ones_stay_out(tmp_path):
    root = tmp_path / "root"
    releases.write(root / "b", two=" ", one=" ")
    releases.write(root / "a", three=" ")
    releases.write(root / ".git", four=" ")
    releases.write(root, z=" ")
    (root / ".hidden").write_text("x")
    names = [os.path.relpath(r.origin, root) for r in folder.listed(root)]
    assert names == [
        "z.txt",
        os.path.join("a", "three.txt"),
        os.path.join("b", "one.txt"),
        os.path.join("b", "two.txt"),
    ]


def test_a_file_beyond_the_size_limit_is_refused_unread(tmp_path):
    (tmp_path / "big.txt").write_bytes(b"x" * 101)
    (ref,) = folder.listed(tmp_path / "big.txt", largest=100)
    with pytest.raises(SourceError) as told:
        ref.get()
    assert told.value.code == "too-large"


def test_folders_too_deep_are_named_not_entered(tmp_path):
    deep = tmp_path.joinpath(*["d"] * (folder.DEEPEST + 5))
    releases.write(deep, a="x")
    (ref,) = folder.listed(tmp_path)
    with pytest.raises(SourceError) as told:
        ref.get()
    assert told.value.code == "too-deep"


def test_a_name_that_is_no_utf_8_is_shown_and_read(home, tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:
        file.write(releases.NEW.encode())
    found = take(home, tmp_path / os.fsdecode(b"caf\xe9.txt"))
    assert found.documents[0]["origin"].endswith("caf\\xe9.txt")
    assert found.count("read") == 1


def test_a_document_named_twice_is_read_once(tmp_path, pages):
    assert len(list(given.listed([str(pages), str(pages / "new.txt")]))) == 3


def test_a_page_of_the_web_is_kept_with_its_address(home, monkeypatch):
    def get():
        return Got(releases.NEW.encode(), "https://www.prnewswire.com/b", "utf-8")

    monkeypatch.setattr(given.web, "ref", lambda url: Ref(url, "/a", "web", get))
    found = take(home, "https://prnewswire.com/a")
    assert found.documents[0]["publisher"] == "prnewswire.com"
    with Ledger.open(home.home, home.curation) as ledger:
        row = ledger.deal(found.documents[0]["deals"][0]["deal_id"])
        assert row.sources == ["https://www.prnewswire.com/b"]
        assert {s.tier for s in ledger.why(row.id, "upfront").statements} == {"issuer"}


def test_an_inner_address_is_a_named_issue(home):
    found = take(home, "http://127.0.0.1/", "ftp://example.org/a")
    assert [i["code"] for d in found.documents for i in d["issues"]] == ["address", "address"]


# The command


def test_the_command_prints_one_object_a_document(run, pages, tmp_path):
    answer = run("ingest", str(pages), "--format", "jsonl", to=tmp_path / "cli-home")
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 0
    assert [d["status"] for d in found] == ["read"] * 3
    assert "3 read, 0 unchanged, 0 failed" in answer.err
    again = run("ingest", str(pages), to=tmp_path / "cli-home")
    assert "nothing new to publish" in again.err
    assert "unchanged" in again.out
    subject = next(d["deals"][0]["subject"] for d in found if d["origin"].endswith("known.txt"))
    told = run("why-same", "D-000001", subject, to=tmp_path / "cli-home")
    assert told.code == 0
    assert "same parties, asset A-000001" in told.out


def test_the_command_fails_when_nothing_could_be_read(run, tmp_path):
    answer = run("ingest", str(tmp_path / "nowhere"), to=tmp_path / "cli-home")
    assert answer.code == 1
    assert "missing" in answer.out


def test_a_build_after_an_ingest_publishes_the_same(home, pages):
    take(home, pages)
    with Ledger.open(home.home, home.curation) as ledger:
        before = ledger.deals().records()
    pipeline.build(home, LATER)
    with Ledger.open(home.home, home.curation) as ledger:
        assert ledger.deals().records() == before
