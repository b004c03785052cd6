"""Takes nothing, gives the named errors of Chuhai; every branch also inherits the built-in a caller would expect."""

from __future__ import annotations


class ChuhaiError(Exception):
    """Root of every error that Chuhai raises on purpose.

    The message says what was wrong, where, and what to do. `exit_code` is what the command line returns.
    """

    exit_code = 1


class UsageError(ChuhaiError, ValueError):
    """An argument that can't be understood: an unknown metric, grouping, format or filter."""

    exit_code = 2


class CurationError(ChuhaiError, ValueError):
    """A row of `curation/` that can't be read or breaks a rule; names file, line and field."""

    exit_code = 3

    def __init__(self, where: str, field: str, reason: str) -> None:
        self.where, self.field, self.reason = where, field, reason
        super().__init__(f"{where}: {field}: {reason}")


class VocabularyError(ChuhaiError, ValueError):
    """A code that the vocabulary doesn't hold; names the vocabulary and the nearest codes."""

    exit_code = 2


class NotFoundError(ChuhaiError, KeyError):
    """Nothing in the ledger has that id or name."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class AmbiguousError(ChuhaiError, LookupError):
    """A name that fits several companies, assets or deals: a judgement is needed; lists them."""

    exit_code = 4


class CheckFailedError(ChuhaiError, ValueError):
    """The curated data has errors, so nothing was published."""

    exit_code = 3


class StoreError(ChuhaiError, OSError):
    """The store can't be read or written: truncated, read-only, of another version."""


class LockedError(StoreError, BlockingIOError):
    """Another process is writing the same store."""


class NotBuiltError(StoreError, FileNotFoundError):
    """No published ledger yet: `chuhai build` makes one."""


class SlowError(ChuhaiError, TimeoutError):
    """An answer that a server gave up, because it took longer than any answer may."""


class ForbiddenError(ChuhaiError, PermissionError):
    """What a server doesn't give or take: switched off on a public desk, or asked for without the token that it needs."""


class TokenError(ForbiddenError):
    """A write without the token that it needs, or with another one."""


class MarketError(ChuhaiError, ValueError):
    """A market, day or time that can't be placed: an exchange that isn't studied, a day outside its calendar, an unread clock."""

    exit_code = 2


class PluginError(ChuhaiError, ImportError):
    """A plugin file without the object its folder asks for."""


class SourceError(ChuhaiError, OSError):
    """A document can't be had: unreadable, too large, not there, refused by its host, or at an address that is never asked.

    `code` is the name under which a batch records it.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class DeliveryError(ChuhaiError, OSError):
    """An alert that a channel didn't take. `again` says whether trying later makes sense, `pause` after how many seconds."""

    def __init__(self, message: str, again: bool = True, pause: float = 0.0) -> None:
        self.again = again
        self.pause = pause
        super().__init__(message)
