"""Takes a store, gives the desk as an ASGI application: pages in two languages, and the API."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from chuhai import __version__, plugins
from chuhai.errors import ChuhaiError, SlowError, TokenError
from chuhai.model.notebook import straight
from chuhai.settings import Settings
from chuhai.web import api, exports, problems, reader, safety
from chuhai.web.answers import Answers
from chuhai.web.api.described import describe
from chuhai.web.held import Held
from chuhai.web.keeping import Keeper
from chuhai.web.pages.base import Asked, Page
from chuhai.web.tags import etag, unchanged
from chuhai.web.view import LANGUAGES, View
from chuhai.web.words import say
from chuhai.web.worker import Readers

_HERE = Path(__file__).parent
API = "/api/v1"
_STATIC = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
#: Requests a second of one client in the long run, and at once: many people read, none needs more.
RATE, BURST = 50.0, 200
#: Answers drawn at once: more would only take each other's time.
WORKERS = 8
#: Seconds for which a new copy stands before its pages are answered in advance.
_STOOD_S = 5.0
#: Newest deals read in advance.
_AT_HAND = 1_000
#: Seconds after the start, so that who opens the desk at once isn't kept waiting.
_FIRST_S = 1.0
#: Seconds for which a server that stops waits for the page that it is answering in advance.
_LAST_S = 5.0


def pages() -> list[Page]:
    """Every page, those of the menu in its order."""
    package = "chuhai.web.pages"
    found: list[Page] = [plugins.load(package, name, "PAGE") for name in plugins.names(package)]  # type: ignore[misc]
    return sorted(found, key=lambda p: (p.menu is None, p.menu or 0, p.path))


def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_straight,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _straight(value: object) -> object:
    """Words as they are written: marks in them that turn writing round would turn the page's."""
    return straight(value) if isinstance(value, str) else value


class Desk:
    """What every route of one server shares."""

    def __init__(self, settings: Settings, public: bool) -> None:
        self.held = Held(settings)
        self.held.on_new = self.warm_again
        self._waiting: threading.Timer | None = None
        self._closing = threading.Event()
        self.readers = Readers(settings.curation)
        self.public = public
        self.pages = pages()
        self.templates = environment()
        self.static = {
            path.name: (path.read_bytes(), _STATIC[path.suffix])
            for path in sorted((_HERE / "static").iterdir())
            if path.suffix in _STATIC
        }
        #: In the address of each file, so that a browser keeps it for good and a new version is fetched at once.
        self.stamp = hashlib.sha256(b"".join(data for data, _ in self.static.values())).hexdigest()[:12]

    def warm(self) -> None:
        """Answer the pages of the menu once, so that their figures are there before anyone asks, however long that takes."""
        with suppress(ChuhaiError), self.held.ledger(unhurried=True) as ledger:
            newest = ledger.deals(limit=_AT_HAND).rows  # a small ledger's rows are all at hand then
            ledger.upfront_ranges([row.id for row in newest[:1]])  # reads what makes deals alike
        for page in self.pages:
            if page.menu is not None and not self._closing.is_set():
                try:
                    with self.held.ledger(unhurried=True) as ledger:
                        page.answer(View(ledger, LANGUAGES[0]), Asked())
                except ChuhaiError as error:  # whoever asks for that page is told
                    logging.getLogger("chuhai.web").info("not answered in advance: %s", error)

    def warm_again(self) -> None:
        """The same for a copy published meanwhile, once it has stood for a while: a busy hour publishes many."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = threading.Timer(_STOOD_S, self.warm)
        self._waiting.daemon = True
        self._waiting.start()

    def stop_warming(self) -> None:
        """Answer nothing more in advance: who stops the server doesn't wait for pages that nobody asked for."""
        self._closing.set()
        if self._waiting is not None:
            self._waiting.cancel()

    def close(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self.held.close()

    def asked(self, request: Request) -> Asked:
        query: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            query.setdefault(name, []).append(value)
        return Asked({k: str(v) for k, v in request.path_params.items()}, query)

    def draw(
        self, template: str, view: View, page: Page, path: str, query: str, shown: dict[str, object], status: int = 200
    ) -> Response:
        other = LANGUAGES[1 - LANGUAGES.index(view.lang)]
        rest = path[len(view.lang) + 1 :] or "/"
        html = self.templates.get_template(template).render(
            v=view,
            say=view.say,
            page=page,
            menu=[p for p in self.pages if p.menu is not None],
            stamp=self.stamp,
            public=self.public,
            other=f"/{other}{rest}" + (f"?{query}" if query else ""),
            other_lang=other,
            lang=view.lang,
            status=status,
            **shown,
        )
        return Response(html, status, media_type="text/html; charset=utf-8")

    def page(self, page: Page, lang: str, request: Request) -> Response:
        """A page; an error becomes a page that says it."""
        asked = self.asked(request)
        with self.held.ledger() as ledger:
            view = View(ledger, lang, self.public)
            tag = etag(
                ledger.snapshot.meta["copy"],
                ledger.snapshot.meta["curation"],
                self.stamp,
                str(request.url.path),
                request.url.query,
            )
            if unchanged(request.headers.get("if-none-match"), tag):
                return Response(status_code=304, headers={"ETag": tag})
            try:
                shown = page.answer(view, asked)
            except ChuhaiError as error:
                failed: dict[str, object] = {"title": view.say("error"), "message": problems.safe_detail(error)}
                status, _ = problems.status_of(error)
                return self.draw("error.html.j2", view, page, request.url.path, request.url.query, failed, status)
            response = self.draw(page.template, view, page, request.url.path, request.url.query, shown)
        if not shown.get("waiting"):  # an answer that isn't whole yet is asked for again
            response.headers["ETag"] = tag
        response.headers["X-Chuhai-Copy"] = ledger.snapshot.meta["copy"]
        response.headers["Content-Language"] = "zh-Hans" if lang == "zh" else "en"
        return response


def application(
    settings: Settings,
    public: bool = False,
    hosts: tuple[str, ...] = (),
    rate: safety.Rate | None = None,
    token: str | None = None,
) -> FastAPI:
    """The desk.

    Parameters
    ----------
    public : bool
        Reading documents is switched off, and clients are held to a rate.
    hosts : tuple of str
        Names that it answers for beside localhost.
    token : str or None
        Who sends it may add documents to the store; None: nobody may.
    """
    desk = Desk(settings, public)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = WORKERS
        warming = threading.Timer(_FIRST_S, desk.warm)
        warming.daemon = True
        warming.start()
        yield
        warming.cancel()
        desk.stop_warming()
        warming.join(timeout=_LAST_S)
        desk.readers.close()
        desk.close()

    app = FastAPI(
        title="Chuhai",
        version=__version__,
        summary="The open, source-cited ledger of drug licensing deals with a Chinese side.",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
        lifespan=lifespan,
    )
    app.state.desk = desk
    limiter = rate or (safety.Rate(RATE, BURST) if public else None)
    app.add_middleware(Answers, pointed=desk.held.pointed)
    app.add_middleware(safety.Guard, hosts=frozenset({*safety.LOCAL, *hosts}), rate=limiter)
    _errors(app)

    @app.get("/", include_in_schema=False)
    def home(request: Request) -> Response:
        wanted = request.headers.get("accept-language", "").lower()
        return RedirectResponse("/zh/" if wanted.startswith("zh") else "/en/", 302, headers={"Vary": "Accept-Language"})

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        if name not in desk.static:
            raise HTTPException(404)
        data, kind = desk.static[name]
        kept = {"Cache-Control": "public, max-age=31536000, immutable", "ETag": etag(desk.stamp, name)}
        return Response(data, media_type=kind, headers=kept)

    @app.get("/robots.txt", include_in_schema=False)
    def robots() -> Response:
        return PlainTextResponse("User-agent: *\nAllow: /\n")

    app.include_router(api.router(desk.held, desk.readers, Keeper(settings, token), public), prefix=API)
    describe(app, desk.held, API)
    for lang in LANGUAGES:
        exports.add(app, desk, lang)
        reader.add(app, desk, lang)
        for page in desk.pages:
            # Names hold slashes: a firm "A/S", a target "p38α/β MAPK".
            path = re.sub(r"\{(\w+)\}$", r"{\1:path}", page.path)
            app.get(f"/{lang}{path}", include_in_schema=False)(_route(desk, page, lang))
    return app


def _route(desk: Desk, page: Page, lang: str) -> Callable[[Request], Response]:
    def route(request: Request) -> Response:
        return desk.page(page, lang, request)

    return route


def _errors(app: FastAPI) -> None:
    """Errors as problem+json for programs, as pages for people; neither says more than the reader asked about."""
    log = logging.getLogger("chuhai.web")

    def told(request: Request, status: int, title: str, detail: str) -> Response:
        path = request.url.path
        if path.startswith(("/api/", "/static/")) or "text/html" not in request.headers.get("accept", ""):
            return problems.problem(status, title, detail, request)
        lang = "zh" if path.startswith("/zh") else "en"
        desk: Desk = request.app.state.desk
        shown: dict[str, object] = {"title": say("error", lang), "message": detail}
        at = path if path.startswith(f"/{lang}/") else f"/{lang}/"
        try:
            with desk.held.ledger() as ledger:
                return desk.draw("error.html.j2", View(ledger, lang), desk.pages[0], at, "", shown, status)
        except ChuhaiError:  # there is no ledger that a page could stand on
            return problems.problem(status, title, detail, request)

    @app.exception_handler(ChuhaiError)
    def named(request: Request, error: ChuhaiError) -> Response:
        status, title = problems.status_of(error)
        if status >= problems.OURS:
            log.error("%s: %s", request.url.path, error)
        response = told(request, status, title, problems.safe_detail(error))
        if isinstance(error, TokenError):
            response.headers["WWW-Authenticate"] = "Bearer"
        if isinstance(error, SlowError):
            response.headers["Retry-After"] = "10"
        return response

    @app.exception_handler(RequestValidationError)
    def odd(request: Request, error: RequestValidationError) -> Response:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors()[:10])
        return told(request, 422, "can't be understood", wrong)

    @app.exception_handler(safety.BodyError)
    def body(request: Request, error: safety.BodyError) -> Response:
        return told(request, error.status, error.title, error.detail)

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> Response:
        response = told(request, error.status_code, str(error.detail), f"{error.status_code}: {error.detail}")
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> Response:
        """The server logs the trace; whoever asked learns only that it failed."""
        response = problems.problem(500, "failed", "an error of the desk; its log says more", request)
        response.headers.update(safety.HEADERS)
        return response
