"""What a rule's line may not say, every comparison on both sides, and a law with holes."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from services.awards.law.derived import DERIVED, FAR, Asked
from services.awards.law.history import Dated
from services.awards.law.judge import Context, Truth, judge
from services.awards.law.pack import Law
from services.awards.law.reading import FOLDER, read_law, read_rows
from services.awards.law.requirements import NotReadable, parse, plain, text_of
from services.awards.law.rows import LawError
from services.awards.law.votes import Equal, break_tie, passes
from tests.unit.awards.law_cases import history

LAW = read_law()
FILES = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*.toml")}
DAY = date(2024, 12, 20)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("  united\ntakes_part", 1),
        (" united", 0),
        ("any of\nunited", 0),
        ("united\n  takes_part", 1),
        ("every member : united", 0),
        ("not points >= 3", 0),
        ("category(count_day) in worker", 0),
        ("category(count_day) in {1}", 0),
        ("points >= 1.x", 0),
    ],
)
def test_a_line_that_says_nothing_is_told_with_its_place(text: str, line: int) -> None:
    with pytest.raises(NotReadable) as refused:
        parse(text)
    assert refused.value.line == line


@pytest.mark.parametrize("line", ["not on_hold", "some member : held(CSTDCS, year)", "category(count_day) in {a, b}"])
def test_a_requirement_says_itself_as_it_was_written(line: str) -> None:
    assert text_of(parse(line)) == line


def test_a_number_is_one_number_however_it_is_written() -> None:
    assert plain(parse("members >= 0.7 : united")) == plain(parse("# of all\nmembers >= 0.70 : united"))


def asking(line: str, facts: str, words: str = "") -> Truth:
    """What one line comes to for the facts of a collective or household."""
    text = f'[document]\nname = "Thử"\nnumber = "1"\nfrom = 2024-01-02\nsure = "H"\n{words}\n'
    rule = f'[[rule]]\nid = "thu"\nawards = ["GDVH"]\nsubjects = ["household"]\nrequires = "{line}"\nsentence = "Thử"\n'
    law = Law(read_rows({**FILES, "vn/thu.toml": (text + rule).encode()}))
    judged = judge(Context(pack=law.pack(DAY), award="GDVH", year=2024, day=DAY), history("household", facts))
    return next(ruled.verdict.truth for ruled in judged.rules if ruled.row.id == "thu")


MOOD = """
[[fact]]
name = "mood"
type = "ordered"
words = ["low", "middle", "high"]
subjects = ["household"]
source = "stated"
says = "thử"
"""


@pytest.mark.parametrize(
    ("line", "facts", "truth"),
    [
        ("points <= 90", "states points 90", Truth.MET),
        ("points <= 90", "states points 91", Truth.NOT_MET),
        ("points = 90", "states points 90", Truth.MET),
        ("points = 90", "states points 91", Truth.NOT_MET),
        ("points = 90", "", Truth.UNKNOWN),
        ("mood <= middle", "states mood low", Truth.MET),
        ("mood <= middle", "states mood high", Truth.NOT_MET),
        ("mood = middle", "states mood middle", Truth.MET),
        ("mood = middle", "states mood low", Truth.NOT_MET),
    ],
)
def test_every_comparison_has_two_sides(line: str, facts: str, truth: Truth) -> None:
    assert asking(line, facts, MOOD) is truth


def found(fact: str, facts: str, *args: object, kind: str = "individual") -> object:
    """A derived fact of the day."""
    return DERIVED[fact](Asked(LAW.pack(DAY), history(kind, facts), 2024, DAY), args)


def test_what_is_not_recorded_leaves_bounds() -> None:
    assert found("run", "held CSTDCS 2024; unknown awards", "CSTDCS", "ever").high == FAR  # type: ignore[attr-defined]
    long = found("run", "held CSTDCS " + " ".join(map(str, range(1960, 2025))), "CSTDCS", "ever")
    assert (long.low, long.high) == (60, FAR)  # type: ignore[attr-defined]
    for fact, args in (("ever", ("BKT",)), ("disciplined", ("year",)), ("works", ("base", 2))):
        told = found(fact, "unknown awards; unknown disciplines; unknown works", *args)
        assert told.missing, fact  # type: ignore[attr-defined]
    assert found("disciplined", "states disciplined warning", "year").possible == {"warning"}  # type: ignore[attr-defined]
    assert found("disciplined", "", "year").possible == {"none"}  # type: ignore[attr-defined]
    assert found("ever", "held LDTT 2020 2023", "BKT").possible == {False}  # type: ignore[attr-defined]
    assert found("category", "unknown ratings; service 2024-01-01..", "count_day").missing == ("category",)  # type: ignore[attr-defined]
    with pytest.raises(LookupError):
        found("meets", "", "LDTT")
    ahead = history("individual", "service 2024-01-01..")
    later = dataclasses.replace(ahead, categories=(Dated("farmer", date(2025, 1, 1)),))
    assert DERIVED["category"](Asked(LAW.pack(DAY), later, 2024, DAY), ("count_day",)).missing == ("category",)
    bare = Law([row for row in LAW.rows if row.id != "disciplined"]).pack(DAY)
    with pytest.raises(LookupError):
        DERIVED["disciplined"](Asked(bare, ahead, 2024, DAY), ("year",))


@pytest.mark.parametrize(
    ("table", "row"),
    [("fact", "takes_part"), ("fact", "rating"), ("award", "LDTT"), ("value", "doi-tuong.duoc-xep-loai")],
)
def test_a_law_without_what_a_rule_names_is_not_judged(table: str, row: str) -> None:
    less = Law([one for one in LAW.rows if (one.table, one.id) != (table, row)])
    staff = history("individual", "category official; yes takes_part; rated good 2024; service 2015-01-01..")
    for award in ("LDTT", "CSTDCS"):
        context = Context(pack=less.pack(DAY), award=award, year=2024, day=DAY)
        if table == "award" and award == "LDTT":
            assert judge(context, staff).status == "refused"
        else:
            with pytest.raises(LookupError):
                judge(context, staff)


def test_an_award_does_not_rest_on_itself() -> None:
    text = '[document]\nname = "Thử"\nnumber = "1"\nfrom = 2024-01-02\nsure = "H"\n'
    rule = '[[rule]]\nid = "thu"\nawards = ["LDTT"]\nsubjects = ["individual"]\nrequires = "meets(LDTT)"\nsentence = "Thử"\n'
    law = Law(read_rows({**FILES, "vn/thu.toml": (text + rule).encode()}))
    with pytest.raises(LookupError, match="itself"):
        judge(Context(pack=law.pack(DAY), award="LDTT", year=2024, day=DAY), history("individual", "category official"))


def test_a_refused_subject_is_asked_for_nothing_more() -> None:
    context = Context(pack=LAW.pack(DAY), award="LDTT", year=2024, day=DAY)
    assert judge(context, history("individual", "category soldier")).missing == ()


def test_a_law_without_councils_has_no_quorum_and_no_ballot() -> None:
    bare = Law([row for row in LAW.rows if row.table not in ("quorum", "ballot", "vote")]).pack(DAY)
    assert bare.quorum() is None and bare.ballot is None and bare.title("LDTT") is None
    tie = Law([row for row in LAW.rows if row.id != "bang-nhau.nu"]).pack(DAY)
    assert break_tie(tie, [Equal("A", True), Equal("B", False)]) == ("ballot", ("A", "B"))


def test_seven_of_eight_who_are_there_are_not_eighty_percent_of_nine() -> None:
    rule = LAW.pack(DAY).title("CSTDCS")
    assert rule and not passes(rule.threshold, 7, 9) and passes(rule.threshold, 8, 9)


ELSEWHERE = b"""[document]
name = "a"
number = "1"
from = 2024-01-01
sure = "H"

[[place]]
id = "x"
name = "x"
"""


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("vn/thu.toml", b"\xff", "text.utf-8"),
        ("vn/thu.toml", b"[[value]]\n", "document"),
        ("thu.toml", b'[document]\nname = "a"\nnumber = "1"\n', "place"),
        (
            "xx/yy/thu.toml",
            ELSEWHERE,
            "place",
        ),
    ],
)
def test_a_file_names_its_document_and_stands_at_its_place(name: str, content: bytes, rule: str) -> None:
    with pytest.raises(LawError) as refused:
        read_rows({**FILES, name: content})
    assert (name, rule) in {(each.file, each.rule) for each in refused.value.problems}
