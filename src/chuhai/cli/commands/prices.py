"""Takes price files or tickers, gives the user's own store of daily prices, and what is doubtful about it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from chuhai.cli import options, session

PHASE = "Read"
FAILED, FAULTY = 1, 3
_PROVIDERS = ("akshare", "baostock", "files", "yfinance")
_MARKETS = ("SH", "SZ", "BJ", "HK", "US")
_ADJUSTED = ("forward", "backward", "none", "unknown")


@click.group("prices", short_help="Daily share prices: import files, fetch, check.")
def command() -> None:
    """Daily share prices: import files, fetch, check.

    Prices are yours: they live in your own store, and nothing of them is published. Vendors' terms hold.
    """


@command.command("import", short_help="Take CSV and Parquet files of daily prices into the store.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATHS")
@click.option(
    "--adjusted",
    type=click.Choice(_ADJUSTED),
    default="unknown",
    help="How prices are adjusted, where files don't say.",
)
@click.option("--market", type=click.Choice(_MARKETS), help="Market of codes that name none.")
@click.option("--replace", "replace_old", is_flag=True, help="Forget what the store holds of the files' symbols.")
@options.output("table", "json", "jsonl", "csv")
@click.pass_context
def import_(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    adjusted: str,
    market: str | None,
    replace_old: bool,
    format_: str | None,
    output: str | None,
    lang: str,
) -> int:
    """Take CSV and Parquet files of daily prices into the store.

    PATHS are files, or folders with all below them. Columns may have English or Chinese names (date 日期, close 收盘, open
    开盘, high 最高, low 最低, volume 成交量, symbol 代码), tickers any notation (600276.SH, sh600276, HK.01276, SMMT); a file
    without tickers is named after one. Every row that isn't taken is counted with its reason. Importing the same file twice
    changes nothing; of two values for a day the later wins.

    \b
      chuhai prices import ~/prices --adjusted forward
      chuhai prices import 600276.SH.csv SMMT.csv
    """
    from chuhai.cli import priced
    from chuhai.cli.output import Answer, write
    from chuhai.prices import intake

    with session.progress() as step:
        done = intake.import_files(
            session.settings(ctx).home,
            paths,
            dt.date.today(),
            market=market,
            adjusted=adjusted,
            replace_old=replace_old,
            step=step,
        )
    write(
        Answer(priced.import_records(done, lang), _meta(done), lambda screen: priced.draw_import(screen, done, lang)),
        format_,
        output,
        lang,
    )
    return FAILED if done.problems and not done.taken else 0


@command.command("fetch", short_help="Fetch tickers from a vendor into the store.")
@click.argument("tickers", nargs=-1, required=True, metavar="TICKERS")
@click.option(
    "--from", "provider", type=click.Choice(_PROVIDERS), help="Default: yfinance for US, akshare for the rest."
)
@click.option("--first", metavar="DATE", help="From this day; else from where the store ends, or 2015.")
@click.option("--last", metavar="DATE", help="To this day; else today.")
@click.option(
    "--folder", type=click.Path(exists=True, path_type=Path), metavar="DIR", help="What `--from files` reads."
)
@click.option("--replace", "replace_old", is_flag=True, help="Forget what the store holds of these tickers.")
@options.output("table", "json", "jsonl", "csv")
@click.pass_context
def fetch(
    ctx: click.Context,
    /,
    tickers: tuple[str, ...],
    provider: str | None,
    first: str | None,
    last: str | None,
    folder: Path | None,
    replace_old: bool,
    format_: str | None,
    output: str | None,
    lang: str,
) -> int:
    """Fetch tickers from a vendor into the store.

    akshare, baostock and yfinance come with `pip install chuhai[prices]`. A failing vendor is asked again, ever later; an
    empty answer is an error, never "no trading". What was fetched is kept when a later ticker fails; asking again goes on
    from there.

    \b
      chuhai prices fetch 600276.SH 1276.HK SMMT.US
      chuhai prices fetch 600276.SH --from baostock --first 2020-01-01
    """
    from chuhai.cli import priced
    from chuhai.cli.output import Answer, write
    from chuhai.model.when import PartialDate
    from chuhai.prices import intake
    from chuhai.prices.base import provider_of
    from chuhai.prices.providers.files import Files

    chosen = provider_of(provider) if provider else None
    if isinstance(chosen, Files) and folder is not None:
        chosen = chosen.at([folder])
    with session.progress() as step:
        done = intake.fetch(
            session.settings(ctx).home,
            tickers,
            dt.date.today(),
            chosen,
            first=PartialDate.parse(first).first if first else None,
            last=PartialDate.parse(last).last if last else None,
            replace_old=replace_old,
            step=step,
        )
    write(
        Answer(priced.import_records(done, lang), _meta(done), lambda screen: priced.draw_import(screen, done, lang)),
        format_,
        output,
        lang,
    )
    return FAILED if done.problems and not done.taken else 0


@command.command("check", short_help="Say what is doubtful about the prices, and what studies do about it.")
@click.option("--code", metavar="CODE", help="List every finding of this kind.")
@click.option("--strict", is_flag=True, help="Exit with 3 when the data has faults.")
@options.limit(40)
@options.output("table", "json", "jsonl", "csv")
@click.pass_context
def check(
    ctx: click.Context,
    /,
    code: str | None,
    strict: bool,
    limit: int | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> int:
    """Say what is doubtful about the prices, and what studies do about it.

    Single prices: carried on without trading, copied, outside high and low, beyond the price limit, unadjusted for new shares
    or a split. Whole days: a market whose closes are wrong or missing, days without a session. What can't be right is masked:
    panels and studies treat it as missing, and the store keeps it.
    """
    from chuhai.cli import output as outputs
    from chuhai.cli import priced
    from chuhai.errors import UsageError
    from chuhai.prices import codes, intake

    if code is not None and code not in codes.CHECK:
        raise UsageError(f"code {code!r}: one of {', '.join(codes.CHECK)}")
    with session.progress() as step:
        step("checking prices")
        checked = intake.recheck(session.settings(ctx).home).checked
    meta = {
        "rows_checked": checked.rows,
        "symbols": checked.symbols,
        "findings": checked.findings.height,
        "masked": checked.mask.filter(checked.mask["what"] == "row").height,
    }
    if code is None:
        answer = outputs.Answer(
            priced.check_records(checked, lang), meta, lambda screen: priced.draw_check(screen, checked, lang)
        )
    else:
        found = checked.findings.filter(checked.findings["code"] == code)
        table = (format_ or outputs.by_name(output) or "table") == "table"
        most = limit if limit is not None else 40 if table else 0
        shown = found.head(most) if most else found
        answer = outputs.Answer(
            priced.finding_records(shown, lang),
            meta,
            lambda screen: priced.draw_findings(screen, shown, found.height, lang),
        )
    outputs.write(answer, format_, output, lang)
    faults = any(codes.CHECK[c].grave for c in checked.findings["code"].unique().to_list())
    return FAULTY if strict and faults else 0


def _meta(done: object) -> dict[str, object]:
    names = ("read", "added", "replaced", "same", "dropped", "rows", "symbols", "changed")
    meta: dict[str, object] = {("store_rows" if n == "rows" else n): getattr(done, n) for n in names}
    meta["files" if hasattr(done, "other_files") else "tickers"] = len(getattr(done, "taken", ()))
    return {**meta, "ignored_columns": list(getattr(done, "ignored", ()))}
