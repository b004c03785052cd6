"""Takes a host and port, gives the desk on the published ledger until it is stopped."""

from __future__ import annotations

import click

from chuhai.cli import session

PHASE = "Serve"
_PORT = 8765


@click.command("serve", short_help="Open the desk: pages and an API on the published ledger.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=_PORT,
    show_default=True,
    metavar="PORT",
    help="0 takes a free one.",
)
@click.option("--public", is_flag=True, help="Allow another address than localhost; switches reading documents off.")
@click.option(
    "--name", "names", multiple=True, metavar="HOST", help="Host names that a public desk answers for; repeat."
)
@click.pass_context
def command(ctx: click.Context, /, host: str, port: int, public: bool, names: tuple[str, ...]) -> None:
    """Open the desk: pages and an API on the published ledger.

    Read-only, in English and Chinese, on localhost. With --public it may listen elsewhere: every page and the API are then
    open to who can reach the address, pasting documents is off, and each client is held to a rate. Documents that only
    your own store holds are not shown.
    """
    from chuhai.errors import UsageError

    local = host in ("127.0.0.1", "localhost", "::1")
    if not local and not public:
        raise UsageError(f"--host {host}: others could reach the desk there; add --public if that is meant")
    session.ledger(ctx).close()  # builds it where there is none; the server opens it anew
    import uvicorn

    from chuhai.web.app import application

    if public:
        click.echo(
            "chuhai: public desk: pages and the API are open to everyone who reaches this address; nothing can be written",
            err=True,
        )
    app = application(session.settings(ctx), public, (*names, *((host,) if not local else ())))
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))
    click.echo(f"chuhai: the desk is at http://{host}:{port}/ (Ctrl-C stops it)", err=True)
    server.run()
