"""Takes nothing, gives the options that commands share, so that one word means one thing everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("table", "json", "jsonl", "csv", "parquet", "xlsx")
#: Options that become `Filters`, by the names they have there.
FILTERS = (
    ("--modality", "modality", "ADC, bispecific-antibody, 双抗 ...; broader kinds include narrower ones."),
    ("--target", "target", "PD-1, Claudin 18.2 ...; as the sources write it."),
    ("--area", "area", "oncology, 自身免疫 ..."),
    ("--stage", "stage", "phase-1, preclinical, II期 ...; at signing."),
    ("--kind", "kind", "license, option, newco, platform ..."),
    ("--licensor", "licensor", "Company by any name, ticker or pinyin; includes its subsidiaries."),
    ("--licensee", "licensee", "Company by any name, ticker or pinyin; includes its subsidiaries."),
    ("--partner-kind", "partner_kind", "Kind of licensee: mnc, biotech, newco ..."),
    (
        "--reaction",
        "reaction",
        "What the licensor's share did: up, down, flat, limit or none; over other sessions than 0..1 as 0..5:up.",
    ),
    (
        "--evidence",
        "evidence",
        "curated: a person cited a page; read: rules read it in a document. Statistics take curated alone unless told otherwise.",
    ),
)


def apply(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """One decorator from several, listed in the order of `--help`."""

    def wrap(command: F) -> F:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return wrap


def output(*formats: str) -> Callable[[F], F]:
    """`--format`, `--output` and `--lang`."""
    allowed = formats or FORMATS
    return apply(
        click.option(
            "--format", "format_", type=click.Choice(allowed), help="Default: table, or what the name of --output says."
        ),
        click.option(
            "--output",
            "-o",
            type=click.Path(dir_okay=False),
            metavar="FILE",
            help="Write here instead of the terminal.",
        ),
        language,
    )


language = click.option(
    "--lang", type=click.Choice(("en", "zh")), default="en", show_default=True, help="Language of labels."
)
known = click.option("--known", metavar="DATE", help="The ledger as the market could know it on that day.")
period = click.option("--period", metavar="PERIOD", help="2025, 2025Q1, 2025H1, 2025-03 or 2024..2025.")
rules = click.option(
    "--rules",
    "rule_set",
    default="chuhai",
    show_default=True,
    metavar="NAME",
    help="What counts as a deal; `chuhai rules` lists them.",
)


model = apply(
    click.option(
        "--model",
        metavar="URL",
        help="Ask a language model too, by the chat-completions protocol: http://localhost:11434. Pages are sent there. "
        "Else CHUHAI_MODEL_URL; `none` asks none.",
    ),
    click.option("--model-name", metavar="NAME", help="Its name there; else CHUHAI_MODEL_NAME."),
)


def limit(default: int) -> Callable[[F], F]:
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        metavar="N",
        help=f"Rows at most; 0 for all. Tables show {default}, files all.",
    )


def filters(command: F) -> F:
    """Filters; repeating one means either, naming several means all."""
    least = (
        click.option(
            "--min-upfront",
            "minimum_upfront_usd_m",
            type=float,
            metavar="M",
            help="Stated upfront of at least M million US dollars.",
        ),
        click.option(
            "--min-total",
            "minimum_total_usd_m",
            type=float,
            metavar="M",
            help="Total of at least M million US dollars.",
        ),
    )
    named = (click.option(option, name, multiple=True, metavar="WORD", help=text) for option, name, text in FILTERS)
    return apply(*named, *least)(command)


FILTER_NAMES = (*(name for _, name, _ in FILTERS), "minimum_upfront_usd_m", "minimum_total_usd_m")


def taken(options: dict[str, Any]) -> dict[str, Any]:
    """The filters among a command's options, taken out of them."""
    return {name: value for name in FILTER_NAMES if (value := options.pop(name, None)) not in (None, ())}
