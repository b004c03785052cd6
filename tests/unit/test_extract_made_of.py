"""What a deal's medicine is: said of it, implied by its name, and not what the firm makes besides."""

from __future__ import annotations

import pytest

from chuhai.extract import batch, made_of
from chuhai.extract.base import Page
from chuhai.extract.modality import find as find_modalities
from chuhai.reading.text import Text
from chuhai.settings import curation_folder

LICENCE = "Velmora Pharma has granted Korvanta Bio an exclusive license to {what} in Japan for $20 million upfront."


def modality(text: str) -> str | None:
    (found,) = batch.documents([("page.txt", text.encode())], curation_folder())
    (deal,) = found.object["deals"]
    return deal["modality"]


def test_what_is_said_of_the_medicine_counts_and_not_what_the_firm_makes_besides() -> None:
    text = (
        LICENCE.format(what="VMR-1207, an oral small molecule that blocks SOS1,")
        + " Korvanta Bio is a company focused on cell therapies, vaccines and gene therapies."
    )
    assert modality(text) == "small-molecule"


def test_of_two_modalities_of_one_medicine_the_narrower_is_meant() -> None:
    assert modality(LICENCE.format(what="VMR-1207, a bispecific antibody. The antibody binds two antigens")) == (
        "bispecific-antibody"
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("sintilimab", "monoclonal-antibody"),
        ("zastaprazan", "small-molecule"),
        ("奥雷巴替尼片", "small-molecule"),
        ("特瑞普利单抗", "monoclonal-antibody"),
        ("olpasiran", "sirna"),
        ("VMR-1207", None),
        ("government", None),
    ],
)
def test_a_name_by_the_inn_system_implies_what_its_stem_means(name: str, code: str | None) -> None:
    assert made_of.implied(name) == code


@pytest.mark.parametrize(
    ("what", "target"),
    [
        ("VMR-1207, a QRX7 inhibitor,", "QRX7"),
        ("the anti-ZTR4 antibody VMR-1207", "ZTR4"),
        ("VMR-1207, which binds IL-23,", "IL-23"),
        ("VMR-1207, an IL23 antibody,", "IL-23"),
    ],
)
def test_a_target_outside_the_lexicon_is_read_beside_words_that_only_targets_have(what: str, target: str) -> None:
    (found,) = batch.documents([("page.txt", LICENCE.format(what=what).encode())], curation_folder())
    assert found.object["deals"][0]["targets"] == [target]


def _told(text: str) -> set[tuple[str, str]]:
    page = Page(Text(text))
    return {(m.value, m.route) for m in find_modalities(page, list(range(len(page.sentences))))}


@pytest.mark.parametrize(
    "text",
    ["VMR-1207 is a dual inhibitor of QRX7 and ZTR4.", "VMR-1207 inhibits QRX7.", "VMR-1207是一款QRX7激动剂。"],
)
def test_what_a_medicine_does_may_tell_a_small_molecule(text: str) -> None:
    assert ("small-molecule", "acts") in _told(text)


@pytest.mark.parametrize(
    "text", ["It joins VMR-1207 with a PD-1 inhibitor.", "VMR-1207 与PD-1抑制剂联用。", "a checkpoint inhibitor"]
)
def test_a_blocked_checkpoint_tells_no_small_molecule(text: str) -> None:
    assert _told(text) == set()


@pytest.mark.parametrize("text", ["VMR-1207 (177Lu-PNT) enters trials.", "双方在核医学领域合作。", "a 68 Ga tracer"])
def test_a_nuclide_tells_a_radioligand(text: str) -> None:
    assert ("radioligand", "modality") in _told(text)


def test_the_name_of_an_agency_tells_no_device() -> None:
    assert _told("Approved by the Pharmaceuticals and Medical Devices Agency.") == set()
