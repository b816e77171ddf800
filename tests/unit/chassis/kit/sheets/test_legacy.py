"""TCVN3 and VNI are recognised and put into Unicode; Unicode is left alone."""

from __future__ import annotations

import pytest

from services.chassis.kit.sheets.legacy import TCVN3, VNI, converted, recognised

KNOWN = {
    "Cộng hòa xã hội chủ nghĩa Việt Nam": (
        "Céng hßa x· héi chñ nghÜa ViÖt Nam",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
    ),
    "Độc lập - Tự do - Hạnh phúc": ("§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
    "Tổ dân phố số 8": ("Tæ d©n phè sè 8", "Toå daân phoá soá 8"),
    "Sùng Thị Dế": ("Sïng ThÞ DÕ", "Suøng Thò Deá"),
    "Nguyễn Thị Bưởi": ("NguyÔn ThÞ B\u00adëi", "Nguyeãn Thò Böôûi"),
}


@pytest.mark.parametrize("text", KNOWN)
def test_a_known_text_is_converted(text: str) -> None:
    tcvn3, vni = KNOWN[text]
    assert (converted(tcvn3, "tcvn3"), converted(vni, "vni")) == (text, text)


def test_the_letters_of_a_sheet_are_recognised() -> None:
    assert recognised(old for old, _ in KNOWN.values()) == "tcvn3"
    assert recognised(old for _, old in KNOWN.values()) == "vni"


@pytest.mark.parametrize(
    "texts",
    [
        list(KNOWN),
        ["Hà", "Tú", "Páo", "Lò Thị Mẫu"],
        ["René Müller"],
        ["To 8", "TDP08"],
        [],
        ["Giàng A Páo", "Lù Thín"],
    ],
)
def test_unicode_is_not_taken_for_anything_else(texts: list[str]) -> None:
    assert recognised(texts) == ""


def test_what_is_unicode_already_stays_as_it_is() -> None:
    assert converted("Tổ dân phố số 8", "tcvn3") == "Tổ dân phố số 8" and converted("TDP08", "vni") == "TDP08"


def test_the_tables_are_whole() -> None:
    small = set("àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ")
    assert set(TCVN3.values()) == small | set("ĂÂÊÔƠƯĐ")
    assert set(VNI.values()) == small | {letter.upper() for letter in small}
