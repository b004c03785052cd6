"""Takes nothing, gives the row of a computed reaction: what a listed party's share did around a deal, as window totals only."""

from __future__ import annotations

from typing import Literal

import msgspec

Role = Literal["licensor", "licensee"]


class ReactionRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One listing of one party around one announcement; computed from daily prices that are not kept.

    Attributes
    ----------
    deal, ticker, company : str
        Ids of the ledger; `company` is the one that has the ticker, a parent where the party itself isn't listed.
    role : str
        Which side of the deal the party stands on.
    announced : str
        The day that the event session was counted from, YYYY-MM-DD.
    model, benchmark, code : str
        How it was computed: model of expected returns, what it was measured against, version of the method.
    session : str or None
        First session that could react.
    return_pct : float or None
        Close to close on the session, percent.
    car_pct : dict of str to float
        Window ("0..1", sessions from the event session) to cumulated abnormal return, percent.
    scar : dict of str to float
        The same divided by the standard deviation of its forecast.
    unlocked_pct, unlocked_sessions : float, int or None
        Abnormal return cumulated to the first close off the price limit, and over how many sessions.
    n_estimation : int or None
        Sessions that the model was estimated on.
    ah_premium_change_pct : float or None
        Of a share listed on the mainland and in Hong Kong: how far the mainland share gained on the Hong Kong one, from the last
        common close before the event session to the second from it on.
    flags : list of str
        What a reader must know: date_only, limit_censored, suspended, thin, confounded, recent_listing, via_parent ...
    dropped : str or None
        Why nothing could be computed.
    """

    deal: str
    ticker: str
    company: str
    role: Role
    announced: str
    model: str
    benchmark: str
    code: str
    session: str | None = None
    return_pct: float | None = None
    car_pct: dict[str, float] = {}
    scar: dict[str, float] = {}
    unlocked_pct: float | None = None
    unlocked_sessions: int | None = None
    n_estimation: int | None = None
    ah_premium_change_pct: float | None = None
    flags: list[str] = []
    dropped: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What may stand once: deal, ticker, role, model."""
        return (self.deal, self.ticker, self.role, self.model)
