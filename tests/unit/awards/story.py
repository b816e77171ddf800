"""One small ward year: the things the tests of awards talk about."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from services.awards.ids import claim_id, council_id, window_id
from services.awards.initiatives.events import InitiativeRecognised
from services.awards.law.pack import Pack, Title, YearTitle
from services.awards.law.reading import read_law
from services.awards.law.rows import SubjectKind
from services.awards.nominations.commands import ProposeNomination
from services.awards.nominations.events import NominationForwarded, NominationProposed, NominationVoted
from services.awards.nominations.merits import Merits, answers, judged
from services.awards.subjects.decider import Person
from services.awards.subjects.events import PersonCopied
from services.awards.windows.decider import Open

RULES = read_law()
WARD = "03386"
HERE = UUID("8f3f7a52-0f25-4d5c-9a53-0a1b6d9f0001")
AT = datetime(2024, 11, 5, 2, 0, tzinfo=UTC)
"""5/11/2024, 09:00 in Vietnam."""


def named(name: str) -> UUID:
    """The id of a thing in these tests."""
    return uuid5(HERE, name)


UNIT = named("tổ dân phố số 8")
PERSON = named("người thứ nhất")
REPORT = named("báo cáo năm")
NOMINATION = named("hồ sơ")
INITIATIVE = named("sáng kiến")
SESSION = named("phiên họp")
COUNCIL = council_id(WARD)
WINDOW = window_id(UNIT, 2024)
CLAIM = claim_id(PERSON, "LDTT", 2024)
MEMBERSHIP = PersonCopied(person_id=PERSON, unit_id=UNIT, direct_worker=True, member_from=None)
MEMBER = Person((MEMBERSHIP,))
OPEN = Open(REPORT)
GOOD = Merits(on_hold=False, takes_part=True, rating="good", months_worked=12)
COLLECTIVE = Merits(
    on_hold=False, takes_part=True, united=True, rating="good", members=10, members_ldtt=7, members_disciplined=0
)
RECOGNISED = InitiativeRecognised(
    initiative_id=INITIATIVE,
    name="Sổ tay dân phố",
    authors=(PERSON,),
    document_number="7/QĐ-UBND",
    recognised_on=date(2024, 10, 1),
)


def pack_on(day: date) -> Pack:
    pack = RULES.on(day)
    assert pack is not None
    return pack


def propose(title: YearTitle = "LDTT", **changes: object) -> ProposeNomination:
    """The unit head proposes the person for a title."""
    command = ProposeNomination(
        ward_code=WARD,
        at=AT,
        nomination_id=NOMINATION,
        unit_id=UNIT,
        subject_id=PERSON,
        subject_kind="individual",
        title=title,
        year=2024,
        merits=GOOD,
    )
    return dataclasses.replace(command, **changes)  # type: ignore[arg-type]


def proposed(
    title: Title = "LDTT",
    nomination: str = "hồ sơ",
    subject: str = "người thứ nhất",
    kind: SubjectKind = "individual",
    received_on: date = date(2024, 11, 5),
    initiative_id: UUID | None = None,
) -> NominationProposed:
    """What comes of it."""
    pack = pack_on(received_on)
    merits = COLLECTIVE if kind == "collective" else GOOD
    return NominationProposed(
        nomination_id=named(nomination),
        unit_id=UNIT,
        subject_id=named(subject),
        subject_kind=kind,
        title=title,
        year=2024,
        received_on=received_on,
        report_id=REPORT,
        direct_worker=kind == "individual",
        initiative_id=initiative_id,
        merits=merits,
        achievements=None,
        answers=answers(
            judged(
                pack,
                title,
                kind,
                merits,
                year=2024,
                received_on=received_on,
                initiative=str(initiative_id) if initiative_id else None,
            )
        ),
        pack_id=pack.id,
        pack_hash=pack.hash,
        pack_chosen_because=None,
    )


def voted(nomination: str = "hồ sơ", yes: int = 8, members: int = 9, needed: int = 5) -> NominationVoted:
    """The council voted on it."""
    pack = pack_on(date(2024, 11, 5))
    return NominationVoted(
        nomination_id=named(nomination),
        session_id=SESSION,
        yes=yes,
        no=0,
        abstained=0,
        silent=members - yes,
        members=members,
        needed=needed,
        passed=yes >= needed,
        written=(),
        threshold_percent=50,
        threshold_citation="Quy chế",
        threshold_confirmed=False,
        pack_id=pack.id,
        pack_hash=pack.hash,
    )


def forwarded(nomination: str = "hồ sơ") -> NominationForwarded:
    """It went up to the city."""
    return NominationForwarded(
        nomination_id=named(nomination),
        forwarding_id=named("tờ trình"),
        to_level="city",
        document_number="45/TTr-UBND",
        forwarded_on=date(2024, 11, 20),
    )
