"""Takes the code, gives docs/reference/: commands from --help, fields, measures, rule sets, errors and settings."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
import msgspec

from chuhai import errors
from chuhai.catalog import rules
from chuhai.catalog.rules import OPEN_VALUES, RuleSet
from chuhai.cli import TRACEBACK, group
from chuhai.metrics.base import measures
from chuhai.metrics.population import GROUPINGS
from chuhai.model import schema
from chuhai.model.deal import Amount, DealEvent, DealRow
from chuhai.model.money import QUALIFIERS
from chuhai.settings import curation_folder
from chuhai.sources import pace
from chuhai.sources.connectors import base as connectors

HERE = Path(__file__).resolve().parent / "reference"
MADE = "<!-- Made by docs/make_reference.py from the code; `make docs` makes it again. -->\n\n"
EXIT_CODES = (
    (0, "the answer is on stdout"),
    (1, "failed: the store, a file, something unforeseen"),
    (2, "usage: an argument can't be understood"),
    (3, "a check failed: the curation has errors, or isn't formatted"),
    (4, "a judgement is needed: a name fits several"),
)
VARIABLES = (
    ("CHUHAI_HOME", "Folder of the store; else the platform's data folder."),
    ("CHUHAI_CURATION", "Folder of curated data; else what came with the package, or the checkout's."),
    ("CHUHAI_MEMORY", "Memory limit of queries and builds, such as 3GiB (the default)."),
    ("CHUHAI_MODEL_URL", "Address of a language model that `extract` and `eval` ask beside the rules; none as a rule."),
    ("CHUHAI_MODEL_NAME", "Its name there."),
    ("CHUHAI_MODEL_KEY", "Its key, if it needs one; read from here only, sent over https or to the own machine."),
    (TRACEBACK, "Set to 1, an unforeseen error shows where it arose."),
    ("NO_COLOR", "Set, tables have no colours."),
    ("COLUMNS", "Width of tables; else the terminal's, 120 in a pipe or file."),
)


def walk(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command with its path, groups before their commands."""
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from walk(found, click.Context(found, info_name=name, parent=context))


def every_command() -> list[tuple[str, click.Command, click.Context]]:
    return list(walk(group, click.Context(group, info_name="chuhai", **group.context_settings)))


def cli() -> str:
    text = "# Commands\n\nThe same words are Python: `chuhai.Ledger` has a method for each question.\n"
    for path, command, context in every_command():
        context.terminal_width = context.max_content_width = 100
        text += f"\n## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
    text += "\n## Exit codes\n\n" + table(("Code", "Meaning"), [(str(c), m) for c, m in EXIT_CODES])
    text += "\n## Environment\n\n" + table(("Variable", "Meaning"), [(f"`{n}`", m) for n, m in VARIABLES])
    return text


def row_schema() -> str:
    text = (
        "# The row of a deal\n\n`chuhai deals --format jsonl` prints one such object a line. Money is in millions of US dollars at "
        "the last ECB reference rate before the announcement; `amounts` keeps the source's own currency. Missing, "
        "undisclosed and zero are three different things: `status` says which.\n\n"
    )
    fields = [(f"`{f.encode_name}`", told(f.type), meaning(f.encode_name)) for f in msgspec.structs.fields(DealRow)]
    text += table(("Field", "Type", "Meaning"), fields)
    for name, kind in (("Amount", Amount), ("Event", DealEvent)):
        rows = [(f"`{f.encode_name}`", told(f.type)) for f in msgspec.structs.fields(kind)]
        text += f"\n## {name}\n\n{doc(kind)}\n\n" + table(("Field", "Type"), rows)
    text += "\n## Values\n\n" + table(
        ("Field", "One of"),
        [
            ("`direction`", ", ".join(schema.DIRECTIONS)),
            ("`events[].event`", ", ".join(schema.EVENTS)),
            ("`status`", "stated, undisclosed, absent"),
            ("`qualifier`", ", ".join(QUALIFIERS)),
        ],
    )
    text += "\n## Properties of a deal\n\nWhat curated rows and `chuhai why` speak of; one definition a property.\n\n"
    rows = [
        (f"`{p.name}`", p.kind + (", many" if p.many else ""), f"{p.en} / {p.zh}", p.definition)
        for p in schema.PROPERTIES
    ]
    return text + table(("Property", "Kind", "Label", "Definition"), rows)


#: Fields of the row that no single property defines.
_MEANINGS = {
    "id": "Public id, never reused; `L-...` for a deal that only this store knows.",
    "announced_precision": "day, month, quarter, half or year.",
    "direction": "out, in, domestic, foreign by headquarters at signing, China being the mainland; a two-way deal has both.",
    "assets": "What is licensed; the lead asset first.",
    "targets": "Molecular targets of the lead asset.",
    "territory_granted": "Countries granted, ISO 3166.",
    "territory_unsure": 'Countries that the wording leaves open: a bare "ex China" says nothing of Hong Kong, Macau and Taiwan.',
    "total_derived_usd_m": "Sum of the stated components where no page states a total.",
    "currency": "Currency of the headline amount as stated.",
    "amounts": "Amounts in the source's currency, by field.",
    "status": "stated, undisclosed or absent, by field.",
    "qualifier": "How the source bounds the amount, by field.",
    "disputed": "Fields whose sources disagree; `chuhai why` shows them.",
    "events": "What happened since: amendments, options, milestones, termination.",
    "sources": "Pages that any value rests on.",
    "licensor_ids": "Ids beside `licensor`.",
    "licensee_ids": "Ids beside `licensee`.",
    "asset_ids": "Ids beside `assets`.",
    "evidence": "`curated` where a person cited a page; `read` where only rules read documents (`chuhai ingest`).",
    "known_from": "First day this version of the deal was public.",
    "known_to": "Day a later page changed it; null for the current version.",
}


def meaning(field: str) -> str:
    """Definition of a field, from the property table where one property is the field."""
    for name in (field, field.removesuffix("_usd_m"), field.removesuffix("_pct")):
        if name in schema.BY_NAME and field not in _MEANINGS:
            return schema.BY_NAME[name].definition
    return _MEANINGS[field]


def told(annotation: object) -> str:
    text = annotation.__name__ if isinstance(annotation, type) and "[" not in str(annotation) else str(annotation)
    return f"`{text.replace('chuhai.model.deal.', '').replace('DealEvent', 'Event')}`".replace("|", "\\|")


def measure_page() -> str:
    text = "# Measures\n\nWhat `chuhai stats --measure NAME` computes over the deals that a rule set counts.\n\n"
    rows = [
        (
            f"`{m.name}`",
            f"{m.en} / {m.zh}",
            m.unit,
            m.definition,
            str(m.minimum),
            {"wilson": "Wilson score", "order": "order statistics"}.get(m.interval or "", "none"),
        )
        for m in measures().values()
    ]
    text += table(("Measure", "Label", "Unit", "Definition", "Values needed", "95% interval"), rows)
    text += "\n## Groupings\n\nWhat `--by` takes.\n\n"
    return text + table(
        ("Grouping", "Groups"),
        [(f"`{n}`", "overlap: a deal can stand in several" if o else "add up") for n, (_, o) in GROUPINGS.items()],
    )


def rules_page() -> str:
    folder = curation_folder()
    summary, attributes = parameters(RuleSet)
    text = f"# Rule sets\n\n{summary}\n\n" + table(("Parameter", "Type", "Meaning"), attributes)
    text += "\n## What a rule set may leave open\n\nA bracket is drawn between these values.\n\n"
    text += table(
        ("Parameter", "Values tried"), [(f"`{n}`", "; ".join(map(change, values))) for n, values in OPEN_VALUES.items()]
    )
    text += "\n## The rule sets\n\n`chuhai rules NAME` shows one in full.\n\n"
    rows = []
    for name in rules.names(folder):
        rule = rules.read(folder, name)
        pages = ", ".join(f"[{n}]({s.url})" for n, s in enumerate(rule.stated, 1))
        rows.append((f"`{name}`", rule.publisher or "–", rule.title, ", ".join(rule.open) or "–", pages or "–"))
    return text + table(("Name", "Publisher", "Title", "Left open", "Pages that state it"), rows)


def parameters(kind: type) -> tuple[str, list[tuple[str, ...]]]:
    """Summary and attributes of a docstring in NumPy style."""
    summary, _, listed = doc(kind).partition("\n\nAttributes\n----------\n")
    rows: list[tuple[str, ...]] = []
    for line in listed.splitlines():
        if line.startswith(" "):
            name, type_, meant = rows.pop()
            rows.append((name, type_, f"{meant} {line.strip()}".strip()))
        elif " : " in line:
            names, _, type_ = line.partition(" : ")
            rows.append((", ".join(f"`{n}`" for n in names.split(", ")), type_, ""))
    return summary.replace("\n", " "), rows


def change(values: dict[str, object]) -> str:
    """One way to settle what a rule set leaves open, in words."""
    said = []
    for name, value in values.items():
        shown = ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
        verb = {"+": "with", "-": "without"}.get(name[-1])
        said.append(f"{verb} {shown}" if verb else f"{name} = {shown}")
    return " and ".join(dict.fromkeys(said)) or "as it is"


def errors_page() -> str:
    found = [e for _, e in inspect.getmembers(errors, inspect.isclass) if issubclass(e, errors.ChuhaiError)]
    found.sort(key=lambda e: (len(e.__mro__), e.__name__))
    text = "# Errors\n\nEvery error Chuhai raises on purpose has one root, and also inherits the built-in a caller would expect.\n\n"
    rows = []
    for error in found:
        bases = ", ".join(f"`{b.__name__}`" for b in error.__bases__)
        rows.append((f"`{error.__name__}`", bases, str(error.exit_code), " ".join(doc(error).split())))
    return text + table(("Error", "Is also", "Exit code", "When"), rows)


def doc(thing: object) -> str:
    return inspect.getdoc(thing) or ""


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(r) for r in rows)]
    return "".join(f"| {line} |\n" for line in lines)


def sources_page() -> str:
    text = (
        "# Sources\n\nEvery source is off until you opt in with `chuhai sources enable`. Terms are told as far as they were seen, "
        "with where they stand; what was not found says so, and terms change: read them yourself before you opt in. The delay "
        "from publication to your own ledger is measured by `chuhai sources`.\n\n"
    )
    rows = []
    for name in connectors.names():
        about = connectors.connector(name).about
        terms = about.terms
        told = terms.text if terms.url is None else f"{terms.text} [Terms]({terms.url})"
        seen = {"quoted": f" As quoted in public records, seen {terms.read_on}.", "not found": " Not found.", "own": ""}
        limits = terms.limits if about.rate >= 100 else f"{terms.limits}; Chuhai asks at most {rate(about.rate)}"
        every = about.every.total_seconds()
        watched = (
            f"{terms.delay}; `chuhai watch` looks every {pace.told(every)}, a delay of {pace.told(pace.means(every, [])[1])} "
            f"at most for 95% beside the look itself; no oftener than every {pace.told(about.fastest.total_seconds())}"
        )
        rows.append((f"`{name}`: {about.title}", told + seen[terms.seen], limits, watched))
    return text + table(("Source", "Terms", "Limits", "Delay"), rows)


def rate(asked: float) -> str:
    """Requests a second in words."""
    if asked == 1:
        return "one request a second"
    return f"{asked:g} requests a second" if asked > 1 else f"one request in {1 / asked:g} seconds"


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli,
    "schema.md": row_schema,
    "measures.md": measure_page,
    "rules.md": rules_page,
    "errors.md": errors_page,
    "sources.md": sources_page,
}


def page(name: str) -> str:
    """The text that a reference page has now."""
    # The width of help must not depend on the terminal that makes the page.
    os.environ.pop("COLUMNS", None)
    return MADE + PAGES[name]()


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    stale = [
        name for name in PAGES if not (HERE / name).is_file() or (HERE / name).read_text(encoding="utf-8") != page(name)
    ]
    if "--check" in sys.argv:
        sys.exit(f"out of date: {', '.join(stale)}; run `make docs`" if stale else 0)
    for name in stale:
        (HERE / name).write_text(page(name), encoding="utf-8")
        print(f"docs/reference/{name}")
