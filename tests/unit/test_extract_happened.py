"""Which event of a deal a page tells: a signing, or what happens to an agreement later."""

from __future__ import annotations

import pytest

from chuhai.extract import _kind_weights, batch
from chuhai.settings import curation_folder


def event(text: str) -> tuple[str, str | None]:
    (found,) = batch.documents([("page.txt", text.encode())], curation_folder())
    (deal,) = found.object["deals"]
    return deal["event"], deal["evidence"].get("event", {}).get("quote")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Korvanta Bio and Velmora Pharma have terminated their license agreement on VMR-1207.", "termination"),
        ("Velmora Pharma has granted Korvanta Bio an exclusive license to VMR-1207 in Japan.", "signing"),
        (
            "Velmora Pharma received a $20 million milestone payment from Korvanta Bio under the license agreement on VMR-1207.",
            "milestone-receipt",
        ),
        ("Korvanta Bio has exercised its option to license VMR-1207 from Velmora Pharma.", "option-exercise"),
        (
            "Velmora Pharma and Korvanta Bio amended their license agreement on VMR-1207 to add South Korea.",
            "amendment",
        ),
        (
            "Velmora Pharma granted Korvanta Bio a license to VMR-1207 and an option on VMR-1208, if exercised.",
            "signing",
        ),
    ],
)
def test_a_page_tells_what_happened_to_the_deal(text: str, code: str) -> None:
    told, quote = event(text)
    assert told == code
    assert (quote is None) == (code == "signing")
    assert quote is None or quote in text


def test_every_event_with_weights_is_of_the_vocabulary() -> None:
    assert set(_kind_weights.EVENT) <= set(
        batch.extractor(curation_folder()).catalog.lexicons.vocabulary("event").terms
    )
