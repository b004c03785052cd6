"""Takes a host and port, gives the desk on the published ledger until it is stopped."""

from __future__ import annotations

from pathlib import Path

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
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File with the token that adding documents over the API needs; CHUHAI_TOKEN does as well.",
)
@click.pass_context
def command(
    ctx: click.Context, /, host: str, port: int, public: bool, names: tuple[str, ...], token_file: Path | None
) -> None:
    """Open the desk: pages and an API on the published ledger.

    Read-only, in English and Chinese, on localhost. With --public it may listen elsewhere: every page and the API are then
    open to who can reach the address, pasting documents is off, and each client is held to a rate. Documents that only
    your own store holds are not shown.

    Nothing can be written but with a token, on localhost too: `--token-file FILE` lets who sends it as
    `Authorization: Bearer TOKEN` add a document to the store (POST /api/v1/documents). Without one, writing is off.
    """
    from chuhai.errors import UsageError

    local = host in ("127.0.0.1", "localhost", "::1")
    if not local and not public:
        raise UsageError(f"--host {host}: others could reach the desk there; add --public if that is meant")
    session.ledger(ctx).close()  # builds it where there is none; the server opens it anew
    import uvicorn

    from chuhai.web.app import RATE, application
    from chuhai.web.keeping import token_of

    token = token_of(token_file)
    if public:
        written = "documents can be added with the token alone" if token else "nothing can be written"
        click.echo(
            f"chuhai: public desk: all pages and the API are open to everyone who reaches this address, {RATE:g} requests a second "
            f"each; reading documents, market days and what your own documents say are off; {written}",
            err=True,
        )
    app = application(session.settings(ctx), public, (*names, *((host,) if not local else ())), token=token)
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False))
    click.echo(f"chuhai: the desk is at http://{host}:{port}/ (Ctrl-C stops it)", err=True)
    server.run()
