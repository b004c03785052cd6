"""Takes what a release holds, gives the words beside its tables: what they are, how to cite them, under what licence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chuhai.settings import VERSION

#: The same words as LICENSE-DATA at the root of the project.
LICENCE = """\
Curated facts: Creative Commons Attribution 4.0 International (CC BY 4.0)

The facts that Chuhai's curators wrote under curation/ (deals, companies, assets,
vocabularies, rule sets, judgements) are licensed under the Creative Commons
Attribution 4.0 International License:
https://creativecommons.org/licenses/by/4.0/legalcode

You may share and adapt them for any purpose, commercially too, if you give
appropriate credit ("Chuhai, https://creativecommons.org/licenses/by/4.0/"),
link the license, and say what you changed.

Not licensed by us, only cited:
- names and seats of firms (curation/firms/): facts from public lists, each row
  naming the page or the published package that lists the firm;
- quotes (the `quote` fields, at most 25 words or 60 Chinese characters each),
  which belong to the publishers of the pages they come from;
- published claims (curation/claims/): figures that others published, each with
  its publisher and page.

The program code is under the Apache License 2.0; see LICENSE.
"""


def citation(date: str, as_of: str) -> str:
    """CITATION.cff, of the Citation File Format 1.2.0."""
    return f"""\
cff-version: 1.2.0
type: dataset
title: "Chuhai: an open, source-cited ledger of drug licensing deals with a Chinese side, as of {as_of}"
message: "If you use these data, cite them as below."
authors:
  - name: "Chuhai contributors"
version: "{date}"
date-released: {date}
license: CC-BY-4.0
"""


def readme(manifest: Mapping[str, Any], described: Mapping[str, Iterable[Mapping[str, str | None]]]) -> str:
    """README.md of a release: what it is, its tables with every column, how to check it."""
    tables = manifest["tables"]
    lines = [
        f"# Chuhai, data of {manifest['date']}",
        "",
        f"Drug licensing deals with a Chinese side, every value with the page that states it. As of {manifest['as_of']}, the day "
        "of the newest page. Missing, undisclosed and zero are three different things: `status` says which.",
        "",
        "Each table is a Parquet and a CSV file (UTF-8, lists joined by `; `), and all are in `chuhai.duckdb`. `rules/` holds what "
        "each publisher counts. Curated facts are CC BY 4.0; quotes and published claims are cited, not licensed: LICENSE-DATA.",
        "No full text of any page is in it, and no investment advice.",
        "",
        f"`chuhai release --verify .` checks hashes and counts. Made by Chuhai {VERSION}.",
        "",
        "| Table | Rows | Added | Deleted | Modified |",
        "|---|---|---|---|---|",
    ]
    moved = manifest["changes"]["counts"] if manifest["changes"] else {}
    for name, told in tables.items():
        moves = moved.get(name)
        cells = (
            [str(moves[k]) for k in ("ADD", "DEL", "MOD")]
            if moves
            else (["0"] * 3 if manifest["changes"] else ["–"] * 3)
        )
        lines.append(f"| `{name}` | {told['rows']} | {' | '.join(cells)} |")
    lines += [
        "",
        f"Compared with {manifest['changes']['against']}." if manifest["changes"] else "Compared with none.",
        "",
    ]
    for name, columns in described.items():
        lines += [f"## {name}", "", "| Column | Unit | Meaning |", "|---|---|---|"]
        lines += [f"| `{c['name']}` | {c['unit'] or ''} | {c['meaning']} |" for c in columns]
        lines.append("")
    return "\n".join(lines)
