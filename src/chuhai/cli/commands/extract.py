"""Takes documents, gives their deals, claims, signals and market notes with the exact words of each; no store is touched."""

from __future__ import annotations

from collections.abc import Iterator

import click

from chuhai.cli import options, session

PHASE = "Read"
FAILED = 1


@click.command("extract", short_help="Deals in documents, each value with the words it came from.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="Read on N processes."
)
@options.model
@options.output("table", "json", "jsonl")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    processes: int,
    model: str | None,
    model_name: str | None,
    format_: str | None,
    output: str | None,
    lang: str,
) -> int:
    """Deals in documents, each value with the words it came from.

    FILE... are web pages, PDFs or texts in English or Chinese, folders of them, or `-` for stdin. Nothing is stored.
    `jsonl` gives one object a document, in the order given: document, deals, claims, signals, market, why_none, issues.
    A document that can't be read gives an object whose issues say why; the exit code is 1 when none can.

    Rules read; with --model a language model reads beside them, and `route` says who read each value. Nothing that it says
    is taken without words of the page that say it (docs/howto/model-reader.md).

    \b
      chuhai extract release.html
      chuhai extract pages/ --processes 2 --format jsonl > deals.jsonl
      curl -s URL | chuhai extract -
      chuhai extract release.html --model http://localhost:11434 --model-name qwen2.5:7b
    """
    import msgspec

    from chuhai.cli.output import by_name
    from chuhai.cli.stream import Sink
    from chuhai.extract import batch
    from chuhai.extract.document import Extracted

    chosen = format_ or by_name(output) or "table"
    left_out: list[str] = []
    folder = session.settings(ctx).curation
    asking = session.asking(model, model_name)
    found = batch.documents(_sources(files, left_out), folder, processes, asking)
    read = failed = 0
    with session.progress() as step, Sink(output) as sink:

        def counted() -> Iterator[Extracted]:
            nonlocal read, failed
            for one in found:
                read, failed = read + 1, failed + one.failed
                if read % 50 == 0 or asking is not None:
                    step(f"{read} documents read")
                yield one

        if chosen == "jsonl":
            for one in counted():
                sink.write(msgspec.json.encode(one.object) + b"\n")
        elif chosen == "json":
            for one in counted():
                indented = msgspec.json.format(msgspec.json.encode(one.object), indent=2)
                sink.write((b'{"documents": [\n' if read == 1 else b",\n") + indented)
            sink.write(b"\n]}\n" if read else b'{"documents": []}\n')
        else:
            from chuhai.cli import found as drawing
            from chuhai.cli.screen import Screen

            for one in counted():
                screen = Screen(lang, to_file=output is not None)
                if read > 1:
                    screen.line()
                drawing.cards(screen, one)
                if screen.plain:
                    sink.write(screen.captured().encode())
    if left_out:
        some = ", ".join(left_out[:3]) + (" ..." if len(left_out) > 3 else "")
        click.echo(f"chuhai: {len(left_out)} files are no documents by their names and were left out: {some}", err=True)
    return FAILED if read and failed == read else 0


def _sources(files: tuple[str, ...], left_out: list[str]) -> Iterator[tuple[str, bytes | None]]:
    from chuhai.cli.stream import piped
    from chuhai.extract import batch

    for path in files:
        if path == "-":
            yield "-", piped()
        else:
            for name in batch.walk(path, left_out.append):
                yield name, None
