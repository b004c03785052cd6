"""Takes a transport, gives the agent door: an MCP server on the published ledger."""

from __future__ import annotations

import click

from chuhai.cli import session

PHASE = "Serve"
_PORT = 8766


@click.command("mcp", short_help="Let agents ask the ledger (Model Context Protocol).")
@click.option("--http", is_flag=True, help="Speak streamable HTTP on localhost instead of stdin and stdout.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=_PORT, show_default=True, metavar="PORT", help="With --http."
)
@click.pass_context
def command(ctx: click.Context, /, http: bool, port: int) -> None:
    """Let agents ask the ledger (Model Context Protocol).

    Six tools: find deals, explain a value, statistic, reconcile, reaction, read a text. Answers carry their sources. Put
    `chuhai mcp` into the agent's list of servers; --http listens on localhost only.
    """
    session.ledger(ctx).close()  # builds it where there is none; the server opens it anew
    from chuhai.web.door import server

    door = server(session.settings(ctx))
    if http:
        click.echo(f"chuhai: the agent door is at http://127.0.0.1:{port}/mcp (Ctrl-C stops it)", err=True)
        door.run("streamable-http", host="127.0.0.1", port=port)
    else:
        door.run("stdio")
