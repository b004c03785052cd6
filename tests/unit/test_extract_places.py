"""Places that a deal grants, in the many words by which one is left out of another."""

from __future__ import annotations

import pytest

from chuhai.catalog import Catalog
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Catalog(curation_folder()))


def _told(extractor: Extractor, text: str) -> list[frozenset[str]]:
    page = Page(Text(text))
    found = extractor._places.find(page, list(range(len(page.sentences))))
    return [frozenset(m.value.territory.granted) for m in found]


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("Roche may sell it all over the world, mainland China, Hong Kong and Taiwan excepted.", "US JP", "CN HK TW"),
        (
            "The territory is every country in the world but China (with Hong Kong and Macau) and Thailand.",
            "US",
            "CN TH",
        ),
        ("CMS has the Asia rights (ex-Japan) to a candidate.", "CN KR", "JP US"),
        ("It obtains rights for most of Asia, with Japan carved out.", "CN KR", "JP US"),
        ("Rights to all territories apart from, among others, mainland China and Taiwan.", "US HK", "CN TW"),
        ("The licence is for all the world, with these exceptions: Mainland China and Hong Kong.", "US TW", "CN HK"),
        ("Rights in Greater China and certain South East Asian countries excluding Japan.", "CN TW SG TH", "JP US"),
        (
            "The territory is the ASEAN countries and regions such as the Middle East and Australia.",
            "SG SA AU",
            "CN US",
        ),
        ("在美国、加拿大、欧洲多国及日本的独家权益。", "US CA DE JP", "CN"),
        ("大中华区、韩国与部分东南亚国家的独家权利。", "CN KR SG", "JP US"),
        ("授予其在南美洲、中东、非洲的独家商业化权利。", "BR SA ZA", "CN US"),
        ("亚洲区(除日本、新加坡外)的独家权利归公司。", "CN KR", "JP SG US"),
    ],
)
def test_a_place_is_left_out_in_many_words(extractor: Extractor, text: str, inside: str, outside: str) -> None:
    (granted,) = _told(extractor, text)
    assert set(inside.split()) <= granted
    assert not granted & set(outside.split())
