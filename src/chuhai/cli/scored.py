"""Takes the report of an evaluation, gives it on a screen: scores, languages, calibration, errors by kind."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from chuhai.cli.screen import Column, Screen
from chuhai.quality.scores import AGGREGATES

_KINDS = ("wrong", "extra", "missed")


def draw(screen: Screen, found: dict[str, Any]) -> None:
    """Everything of the report but the list of errors, which `--format json` has."""
    low = found["micro"]["interval"]
    screen.title(f"Micro-F1 {_share(found['micro_f1'])}", f"{_interval(low)} over {found['pages']} pages")
    columns = [
        Column("Field", keep=True),
        *(Column(n, right=True, keep=True) for n in ("P", "R", "F1", "95%", "right", "wrong", "missed")),
    ]
    rows = [("detection", found["detection"]), *found["fields"].items(), *((n, found[n]) for n in AGGREGATES)]
    screen.table(columns, [_row(name, tally) for name, tally in rows if tally["f1"] is not None])
    screen.line()
    for lang, told in found["languages"].items():
        said = (
            f"micro-F1 {_share(told['micro_f1'])} {_interval(told['interval'])}, detection {_share(told['fields']['detection']['f1'])}"
            if told["scored"]
            else f"not scored: {told['reason']}"
        )
        screen.line(Text.assemble((f"{lang:<8}", "bold"), f"{told['pages']:>5} pages  {said}"))
    screen.head("Confidence")
    calibration = found["calibration"]
    if calibration["values"]:
        wrong = (
            "" if calibration["sure_error_rate"] is None else f", {calibration['sure_error_rate']:.1%} of them wrong"
        )
        screen.line(
            f"  {_share(calibration['sure_share'])} of {calibration['values']} values above {calibration['above']}{wrong}"
        )
        bands = [
            [
                f"{b['from']:.2f} to {b['to']:.2f}",
                str(b["values"]),
                f"{b['confidence']:.3f}",
                f"{b['right']:.3f}",
                _interval(b["interval"]),
            ]
            for b in calibration["bands"]
        ]
        screen.table(
            [
                Column("band", keep=True),
                *(Column(n, right=True, keep=True) for n in ("values", "told", "right", "95%")),
            ],
            bands,
            indent=2,
        )
    evidence = found["evidence"]
    screen.head("Evidence")
    screen.line(f"  {evidence['standing']} of {evidence['values']} values have a quote that stands at its offsets")
    if found["territory_jaccard"] is not None:
        screen.line(f"  territory: mean Jaccard {found['territory_jaccard']:.3f} where both name one")
    screen.head("Errors by field and kind")
    kinds = [[name, *(str(told.get(kind, "")) for kind in _KINDS)] for name, told in found["errors_by_kind"].items()]
    screen.table([Column("", keep=True), *(Column(kind, right=True, keep=True) for kind in _KINDS)], kinds, indent=2)
    if found.get("model", {}).get("unanswered"):
        screen.foot(
            f"{len(found['model']['unanswered'])} pages got no answer from {found['model']['name']}: rules alone"
        )
    if found["unread"]:
        screen.foot(f"{len(found['unread'])} pages have no file in the folder and were not scored")


def _row(name: str, tally: dict[str, Any]) -> list[str | Text | None]:
    scores = [_share(tally[key]) for key in ("precision", "recall")]
    counts = [str(tally[key]) for key in ("right", "wrong", "missed")]
    return [name, *scores, Text(_share(tally["f1"]), style="bold"), _interval(tally["interval"]), *counts]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _interval(bounds: list[float] | None) -> str:
    return "" if bounds is None else f"{bounds[0]:.3f}–{bounds[1]:.3f}"
