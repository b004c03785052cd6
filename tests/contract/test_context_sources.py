"""Contract of sources of context: registers are asked for the ledger's medicines, and what they say never moves a curated value."""

from __future__ import annotations

import datetime as dt
import json

import pytest

import protocol_servers as servers
import registers
import tiny
from chuhai import health, update
from chuhai.errors import AmbiguousError, NotFoundError, SourceError, UsageError
from chuhai.facade import Ledger
from chuhai.sources import state
from chuhai.sources.connectors import base
from chuhai.sources.context import Medicine, askable, named_in
from protocol_servers import Internet, Reply

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
CONTEXT = tuple(n for n in base.names() if base.connector(n).about.context)
HOSTS = {"clinicaltrials": "clinicaltrials.gov", "openfda": "api.fda.gov", "ema": "www.ema.europa.eu"}
PATHS = {
    "clinicaltrials": "/api/v2/studies",
    "openfda": "/drug/drugsfda.json",
    "ema": "/en/documents/report/medicines-output-medicines_json-report_en.json",
}
STUDIES = {
    "HLB-101": [
        registers.study(1, "Hanlitamab Deruxtecan", phases=("PHASE3",), start="2026-01-15"),
        registers.study(2, "Drug: HLB101 for injection", phases=("PHASE1", "PHASE2"), start="2023-06"),
        registers.study(3, "Placebo", "Standard care", others=["HL-101"]),
        registers.study(4, "Hanlitamab", phases=("PHASE2",)),
    ],
    "greatinib": [registers.study(5, "Greatinib Mesylate", phases=(), status="COMPLETED")],
}
APPLICATIONS = [
    registers.application("BLA761001", "HANLITAMAB DERUXTECAN-ABCD", "HANLITY"),
    registers.application("NDA212345", "GREATINIB MESYLATE", "GREATIX"),
    registers.application("ANDA212346", "GREATINIB MESYLATE"),
    registers.application("NDA212347", "OTHERINIB; GREATINIB", "DUOGREAT", submissions=[]),
]
MEDICINES = [
    registers.medicine(4174, "Greatix", "greatinib mesilate"),
    registers.medicine(4175, "Greatvet", "greatinib", category="Veterinary"),
    registers.medicine(4176, "Hanlity", "hanlitamab deruxtecan", status="Refused", date=""),
]


def sites(name: str, **more):
    site = {
        "clinicaltrials": lambda: registers.clinicaltrials(more.pop("given", STUDIES), **more),
        "openfda": lambda: registers.openfda(more.pop("given", APPLICATIONS), **more),
        "ema": lambda: registers.ema(more.pop("given", MEDICINES), **more),
    }[name]()
    return {HOSTS[name]: site}


@pytest.fixture
def net():
    found = Internet()
    yield found
    found.close()


@pytest.fixture
def home(tmp_path, tiny_curation):
    return tiny.settings(tiny_curation, tmp_path / "home")


def run(home, net, name, at=NOW, **more):
    health.enable(home.home, name, None, more.pop("options", {}), at)
    return update.update(home, lambda: at, [name], client=net.client, **more)[0]


def shown(home, word="HLB-101"):
    with Ledger.open(home.home, home.curation) as ledger:
        return ledger.asset(word).context


@pytest.mark.parametrize("name", CONTEXT)
def test_a_register_is_off_until_the_user_opts_in_and_names_its_terms(home, name):
    about = base.connector(name).about
    assert about.terms.url
    assert about.terms.read_on
    with pytest.raises(UsageError, match="not enabled"):
        update.update(home, lambda: NOW, [name])


def test_trials_of_every_page_are_told_by_number_phase_and_day_with_their_page(home, net):
    net.sites.update(sites("clinicaltrials"))
    done = run(home, net, "clinicaltrials")
    assert (done.run.error, done.run.held, done.alarms) == (None, 0, ())
    found = shown(home)
    told = [(r.record.id, r.record.stage, r.record.start, r.record.url) for r in found.trials]
    # The search finds kin too; a study without the medicine among its interventions, and the bare antibody, are others.
    assert told == [
        ("NCT00000001", "phase-3", "2026-01-15", "https://clinicaltrials.gov/study/NCT00000001"),
        ("NCT00000003", "phase-2", "2025-03", "https://clinicaltrials.gov/study/NCT00000003"),
        ("NCT00000002", "phase-1-2", "2023-06", "https://clinicaltrials.gov/study/NCT00000002"),
    ]
    assert found.trials[0].read_on == NOW.date()
    (asked,) = found.asked
    assert (asked.edition, asked.on, asked.names) == (
        registers.EDITION,
        NOW.date(),
        ["hanlitamab deruxtecan", "HLB-101", "HL101"],
    )
    assert shown(home, "greatinib").trials[0].record.stage is None


def test_approvals_of_the_fda_are_told_with_the_day_of_the_original_and_generics_are_left_out(home, net):
    net.sites.update(sites("openfda"))
    assert run(home, net, "openfda").run.error is None
    (first,) = shown(home).approvals
    assert (first.record.id, first.record.first, first.record.updated) == ("BLA761001", "2023-11-08", "2026-01-10")
    assert first.record.url.endswith("ApplNo=761001")
    told = {r.record.id: (r.record.first, r.record.status) for r in shown(home, "greatinib").approvals}
    assert told == {"NDA212345": ("2023-11-08", "approved"), "NDA212347": (None, "no original approval told")}


def test_a_medicine_that_the_fda_does_not_know_is_an_answer_and_no_error(home, net):
    net.sites.update(sites("openfda"))
    done = run(home, net, "openfda")
    assert (done.run.error, done.run.held) == (None, 0)
    assert shown(home, "HLB-202").asked[0].records == 0


def test_approvals_of_the_ema_are_told_with_their_days_as_dates_and_animals_are_left_out(home, net):
    net.sites.update(sites("ema"))
    assert run(home, net, "ema").run.error is None
    (great,) = shown(home, "greatinib").approvals
    assert (great.record.status, great.record.first) == ("Authorised", "2024-06-20")
    assert [(s.what, s.on) for s in great.record.steps] == [
        ("opinion", "2024-04-25"),
        ("marketing authorisation", "2024-06-20"),
    ]
    (refused,) = shown(home).approvals
    assert (refused.record.status, refused.record.first) == ("Refused", None)


def test_the_list_of_the_ema_is_read_from_a_file_where_its_host_refuses_programs(home, net, tmp_path):
    net.sites.update(sites("ema"))
    body = net.sites[HOSTS["ema"]](servers.Asked("", PATHS["ema"], {}, {}, {})).body
    net.sites[HOSTS["ema"]] = lambda asked: Reply(403)
    assert "403" in run(home, net, "ema").run.error
    saved = tmp_path / "list.json"
    saved.write_bytes(body)
    assert run(home, net, "ema", options={"file": str(saved)}).run.error is None
    assert len(shown(home, "greatinib").approvals) == 1


@pytest.mark.parametrize("name", CONTEXT)
def test_what_a_register_says_alters_no_curated_value_and_no_date_of_the_ledger(home, net, name):
    tiny.build(home.curation, home.home)
    with Ledger.open(home.home, home.curation) as ledger:
        before, as_of = ledger.deals().records(), ledger.as_of
        body = ledger.asset("HLB-101").body
    net.sites.update(sites(name))
    assert run(home, net, name).fresh
    with Ledger.open(home.home, home.curation) as ledger:
        assert ledger.deals().records() == before
        assert ledger.as_of == as_of
        assert ledger.asset("HLB-101").body == body
        assert ledger.deal("D-000001").stage == "phase-2"


@pytest.mark.parametrize("name", CONTEXT)
def test_an_edition_that_is_held_is_not_asked_for_again_and_publishes_nothing(home, net, name):
    net.sites.update(sites(name))
    run(home, net, name)
    published = sorted(home.published.iterdir())
    net.asked.clear()
    later = run(home, net, name, NOW + dt.timedelta(days=8))
    assert (later.run.error, later.run.recorded, later.fresh) == (None, 0, False)
    assert len([a for a in net.asked if a.path != "/robots.txt"]) == 1
    assert sorted(home.published.iterdir()) == published
    assert len(shown(home).trials) + len(shown(home).approvals) > 0


@pytest.mark.parametrize("name", CONTEXT)
def test_a_medicine_asked_for_this_week_is_left_alone(home, net, name):
    net.sites.update(sites(name))
    run(home, net, name)
    net.asked.clear()
    again = run(home, net, name, NOW + dt.timedelta(hours=20))
    assert (again.run.listed, net.asked) == (0, [])


def test_a_trial_that_changed_supersedes_itself_and_the_others_keep_the_day_they_were_first_read(home, net):
    net.sites.update(sites("clinicaltrials"))
    run(home, net, "clinicaltrials")
    changed = dict(STUDIES)
    changed["HLB-101"] = [
        registers.study(1, "Hanlitamab Deruxtecan", phases=("PHASE3",), status="TERMINATED"),
        *STUDIES["HLB-101"][1:],
    ]
    net.sites.update(sites("clinicaltrials", given=changed, edition="2026-12-01T09:00:05"))
    later = NOW + dt.timedelta(days=9)
    run(home, net, "clinicaltrials", later)
    told = {r.record.id: (r.record.status, r.read_on) for r in shown(home).trials}
    assert told == {
        "NCT00000001": ("TERMINATED", later.date()),
        "NCT00000002": ("RECRUITING", NOW.date()),
        "NCT00000003": ("RECRUITING", NOW.date()),
    }


@pytest.mark.parametrize("name", CONTEXT)
def test_a_register_that_says_nothing_any_more_is_not_believed(home, net, name):
    net.sites.update(sites(name))
    run(home, net, name)
    empty = {
        "clinicaltrials": {"given": {}, "edition": "later"},
        "openfda": {"given": [registers.application("NDA999999", "OTHER")], "updated": "later"},
        "ema": {"given": [], "stamp": "later"},
    }
    net.sites.update(sites(name, **empty[name]))
    done = run(home, net, name, NOW + dt.timedelta(days=9))
    assert {a.code for a in done.alarms} == {"fewer"}
    found = shown(home)
    assert len(found.trials) + len(found.approvals) > 0


@pytest.mark.parametrize("name", CONTEXT)
@pytest.mark.parametrize(
    "reply",
    [
        servers.typed(servers.ERROR_PAGE, "text/html"),
        servers.typed("[]", "application/json"),
        servers.typed('{"studies": 3, "meta": {}, "results": "x", "data": {}}', "application/json"),
        Reply(500),
        Reply(403, b"no"),
        Reply(200, b'{"studies": [', {}, cut=True),
    ],
)
def test_a_register_that_breaks_is_told_and_what_it_said_stands(home, net, name, reply):
    net.sites.update(sites(name))
    run(home, net, name)
    before = shown(home)
    net.break_(PATHS[name], *[reply] * 60)
    done = run(home, net, name, NOW + dt.timedelta(days=9), since=dt.date(2026, 1, 1))
    assert done.run.error or done.alarms
    assert (shown(home).trials, shown(home).approvals) == (before.trials, before.approvals)
    (row,) = [r for r in health.sources(home.home, NOW + dt.timedelta(days=9)) if r["name"] == name]
    assert row["alarms"]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("clinicaltrials", lambda o: json.loads(json.dumps(o).replace("protocolSection", "section"))),
        ("clinicaltrials", lambda o: json.loads(json.dumps(o).replace("overallStatus", "status"))),
        ("clinicaltrials", lambda o: {k: v for k, v in o.items() if k != "totalCount"}),
        ("openfda", lambda o: json.loads(json.dumps(o).replace("application_number", "number"))),
        ("openfda", lambda o: {"results": o["results"]}),
        ("ema", lambda o: json.loads(json.dumps(o).replace("medicine_status", "status"))),
        ("ema", lambda o: o["data"]),
        ("ema", lambda o: {**o, "data": o["data"][:1100]}),
    ],
)
def test_a_register_that_changed_its_fields_or_is_cut_says_so_instead_of_guessing(home, net, name, change):
    net.sites.update(sites(name, change=change))
    done = run(home, net, name)
    assert "another form" in done.run.error or "without" in done.run.error or "belong" in done.run.error


def test_a_page_of_trials_that_lacks_some_holds_that_medicine_and_asks_the_others(home, net):
    def fewer(told):
        return {**told, "totalCount": told["totalCount"] + 1} if told.get("totalCount", 0) > 2 else told

    net.sites.update(sites("clinicaltrials", change=fewer))
    done = run(home, net, "clinicaltrials")
    assert [(a.code, a.message[:8]) for a in done.alarms] == [("incomplete", "A-000001")]
    assert shown(home, "greatinib").trials


@pytest.mark.parametrize("name", CONTEXT)
def test_a_throttling_register_is_asked_again_after_the_pause_it_asks_for(home, net, name):
    net.sites.update(sites(name))
    net.break_(PATHS[name], Reply(429, headers={"Retry-After": "3"}), Reply(503))
    assert run(home, net, name).run.error is None
    assert 3.0 in net.slept


def test_a_look_that_stops_half_way_goes_on_where_it_was(home, net, monkeypatch):
    from chuhai import refresh

    monkeypatch.setattr(refresh, "A_BATCH", 2)
    net.sites.update(sites("clinicaltrials"))
    site = net.sites[HOSTS["clinicaltrials"]]
    count = [0]

    def breaking(asked):
        count[0] += asked.path == PATHS["clinicaltrials"]
        return Reply(500) if count[0] > 7 else site(asked)

    net.sites[HOSTS["clinicaltrials"]] = breaking
    stopped = run(home, net, "clinicaltrials")
    assert stopped.run.error
    held = json.loads((home.home / "watch" / "clinicaltrials" / "asked.json").read_bytes())
    assert 0 < len(held) < 11
    net.sites[HOSTS["clinicaltrials"]] = site
    net.asked.clear()
    rest = run(home, net, "clinicaltrials", NOW + dt.timedelta(hours=1))
    assert (rest.run.error, rest.run.listed) == (None, 11 - len(held))
    assert len(shown(home).trials) == 3


def test_a_host_that_refuses_every_question_is_left_alone_after_three(home, net):
    net.sites.update(sites("clinicaltrials"))
    net.break_(PATHS["clinicaltrials"], *[Reply(403)] * 60)
    done = run(home, net, "clinicaltrials")
    assert "403" in done.run.error
    assert sum(a.path == PATHS["clinicaltrials"] for a in net.asked) == 3


def test_the_watcher_looks_at_a_register_as_at_any_source(home, net):
    net.sites.update(sites("openfda"))
    health.enable(home.home, "openfda", None, {}, NOW)
    done = update.look(home, "openfda", lambda: NOW, client=net.client)
    assert (done.run.error, done.fresh) == (None, True)
    assert shown(home).approvals
    assert base.connector("openfda").about.every >= dt.timedelta(hours=12)


@pytest.mark.parametrize("name", CONTEXT)
def test_a_look_for_its_health_reaches_the_register_and_lists_nothing(net, name):
    net.sites.update(sites(name))
    look = base.Look()
    span = base.Span(NOW, NOW)
    assert list(base.connector(name).discover(span, net.client(rate=1.0), look)) == []
    assert look.listed == 1
    net.sites[HOSTS[name]] = lambda asked: servers.typed(servers.ERROR_PAGE, "text/html")
    with pytest.raises(SourceError):
        list(base.connector(name).discover(span, net.client(rate=1.0), look))


def test_a_dry_run_asks_no_one_and_names_the_medicines_that_are_due(home, net):
    done = run(home, net, "clinicaltrials", dry_run=True)
    assert net.asked == []
    assert ("A-000001", "hanlitamab deruxtecan, HLB-101, HL101") in [(f.id, f.title) for f in done.found]
    assert "A-000004" not in [f.id for f in done.found], "a platform is no medicine"


def test_one_medicine_is_asked_for_at_once_whenever_it_was_asked_last(home, net):
    net.sites.update(sites("openfda"))
    run(home, net, "openfda")
    net.asked.clear()
    enabled = state.enabled(home.home)["openfda"]
    done = update.medicines(home, lambda: NOW, "openfda", enabled, ["A-000003"], client=net.client)
    assert (done.run.listed, done.run.error) == (1, None)
    assert {a.query.get("search", "")[:44] for a in net.asked if "search" in a.query} == {
        'products.active_ingredients.name:"greatinib"'
    }
    with pytest.raises(UsageError, match="non-proprietary"):
        update.medicines(home, lambda: NOW, "openfda", enabled, ["A-000004"], client=net.client)


def test_a_key_of_openfda_is_read_from_the_environment_and_shown_in_no_error(home, net, monkeypatch):
    monkeypatch.setenv("FDA_KEY", "s3cret")
    net.sites[HOSTS["openfda"]] = lambda asked: Reply(403)
    done = run(home, net, "openfda", options={"key": "env:FDA_KEY"})
    assert net.asked[-1].query["api_key"] == "s3cret"
    assert done.run.error
    assert "s3cret" not in done.run.error
    assert not any(b"s3cret" in p.read_bytes() for p in (home.home / "watch").rglob("*") if p.is_file())


def test_a_text_that_steers_a_terminal_or_a_number_that_is_none_does_not_come_through(home, net):
    wicked = registers.study(1, "HLB-101", sponsor="Evil\x1b[2J\u202eCorp\r\nInc.", conditions=["a" * 5000])
    net.sites.update(sites("clinicaltrials", given={"HLB-101": [wicked]}))
    run(home, net, "clinicaltrials")
    (found,) = shown(home).trials
    assert (found.record.sponsor, len(found.record.conditions[0])) == ("Evil[2JCorp Inc.", 200)
    wicked["protocolSection"]["identificationModule"]["nctId"] = "NCT1/../../evil"
    net.sites.update(sites("clinicaltrials", given={"HLB-101": [wicked]}, edition="later"))
    assert "number" in run(home, net, "clinicaltrials", NOW + dt.timedelta(days=9)).run.error


def test_names_that_would_find_half_a_register_are_not_asked_for():
    told = [
        "anti-CD20 monoclonal antibody",
        "ADC",
        "up to three bispecific molecules",
        "PD-1",
        "IL-10",
        "芦康沙妥珠单抗",
        "KRAS",
    ]
    assert askable(told, frozenset({"pd-1", "il-10", "kras"})) == ()
    assert askable(["SKB264", "MK-2870", "sacituzumab tirumotecan"]) == ("SKB264", "MK-2870", "sacituzumab tirumotecan")


@pytest.mark.parametrize(
    ("name", "text", "same"),
    [
        ("HS-20093", "HS20093 for injection", True),
        ("HS-20093", "HS-200931", False),
        ("trastuzumab", "Trastuzumab deruxtecan", False),
        ("trastuzumab", "pertuzumab and trastuzumab", True),
        ("osimertinib", "OSIMERTINIB MESYLATE", True),
        ("D-1553", "Drug: D 1553", True),
    ],
)
def test_a_text_names_a_medicine_whatever_its_hyphens_and_not_as_a_part_of_another(name, text, same):
    assert named_in(name, text) is same


def test_a_medicine_is_found_by_code_name_and_id_and_an_unknown_one_is_named(tiny_ledger):
    assert {tiny_ledger.asset(w).id for w in ("HLB-101", "hl101", "翰立妥单抗", "A-000001")} == {"A-000001"}
    assert [d.id for d in tiny_ledger.asset("HLB-101").deals][-1] == "D-000001"
    with pytest.raises(NotFoundError, match="near: "):
        tiny_ledger.asset("HLB-10")
    with pytest.raises((NotFoundError, AmbiguousError)):
        tiny_ledger.asset("")


def test_a_question_to_a_register_carries_the_names_in_quotes(net):
    net.sites.update(sites("clinicaltrials"))
    answers = base.connector("clinicaltrials").answers(net.client(rate=1.0), {})
    answers.tell(Medicine("A-1", ("HLB-101", "greatinib")))
    assert net.asked[-1].query["query.intr"] == '"HLB-101" OR "greatinib"'
    net.sites[HOSTS["clinicaltrials"]] = lambda asked: servers.typed("{}", "application/json")
    with pytest.raises(SourceError, match="dataTimestamp"):
        base.connector("clinicaltrials").answers(net.client(rate=1.0), {})
