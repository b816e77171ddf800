"""What if a dossier were judged by the law of another day, on what is known now: whether that changes anything, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, get_args
from uuid import UUID

from services.awards.law.history import Dated, History
from services.awards.law.judge import RANK, Context, Judgement, Status, judge, transition
from services.awards.law.pack import Law, Pack
from services.awards.law.rows import Row
from services.awards.nominations.merits import Answer, Merits, answers, fields, history
from services.awards.refusal import marked

STATUSES: Final[Mapping[Status, str]] = {
    "refused": "không đủ điều kiện",
    "hold": "đang tạm dừng",
    "incomplete": "chưa đủ thông tin",
    "judge": "người có thẩm quyền phải xem xét",
    "ready": "đủ điều kiện",
}
assert STATUSES.keys() == set(get_args(Status))
TRUTHS: Final = {"met": "đáp ứng", "not-met": "không đáp ứng", "unknown": "chưa rõ"}


@dataclass(frozen=True, slots=True)
class Why:
    """One criterion of which something else is answered: "" for what was not asked, or is not asked any more."""

    sentence: str
    before: str
    after: str
    source: str
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A dossier that would be answered otherwise."""

    before: str
    after: str
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Better:
    """A later law that a dossier may follow and that is more favourable to it, with the row that allows it."""

    pack: Pack
    allowed_by: Row
    before: str
    after: str


def known(dossier: Mapping[str, Any], recorded: History) -> History:
    """What is known of a dossier's subject: what is recorded, and what its unit stated."""
    initiative: UUID | None = dossier["initiative_id"]
    return history(
        dossier["subject_kind"],
        Merits(**dossier["merits"]),
        year=dossier["year"],
        initiative=str(initiative) if initiative else None,
        recorded=recorded,
    )


def judged(pack: Pack, dossier: Mapping[str, Any], day: date, facts: History) -> Judgement:
    """The judgement of a pack, as if the dossier had been received on a day."""
    return judge(Context(pack=pack, award=dossier["title"], year=dossier["year"], day=day), facts)


def changed(dossier: Mapping[str, Any], judgement: Judgement) -> Changed | None:
    """How a judgement differs from what the dossier was answered when it was received; None where nobody would decide otherwise."""
    were: Sequence[Mapping[str, Any]] = dossier["answers"]
    before = {answer["rule"]: answer for answer in were}
    after = {answer.rule: answer for answer in answers(judgement)}
    why = [found for rule in {**before, **after} if (found := _why(before.get(rule), after.get(rule)))]
    was, is_ = STATUSES[_status(were)], STATUSES[judgement.status]
    return Changed(was, is_, tuple(why)) if why or was != is_ else None


def _why(before: Mapping[str, Any] | None, after: Answer | None) -> Why | None:
    """What is answered otherwise about one rule; a rule that asks nobody for anything more is not told."""
    was = _truth(before) if before is not None else ""
    is_ = str(after.truth) if after is not None else ""
    if was == is_ or {was, is_} == {"met", ""}:
        return None
    row: Mapping[str, Any] = before or {}
    sentence = after.sentence if after is not None else row["sentence"]
    source = marked(after.citation, after.confirmed) if after is not None else marked(row["citation"], row["confirmed"])
    against = fields(after.against) if after is not None else ()
    return Why(sentence, TRUTHS.get(was, ""), TRUTHS.get(is_, ""), source, against)


def _truth(answer: Mapping[str, Any]) -> str:
    """What was answered; earlier builds said only whether it was met."""
    return str(answer.get("truth") or ("met" if answer["met"] else "not-met"))


def _status(were: Sequence[Mapping[str, Any]]) -> Status:
    """What the answers of its receipt came to: what is not met there refused nobody."""
    return "ready" if all(answer["met"] for answer in were) else "judge"


def better(rules: Law, place: str, dossier: Mapping[str, Any], now: date, facts: History) -> Better | None:
    """The later law that the transitions leave to a dossier, where it is more favourable than the law of its receipt."""
    received: date = dossier["received_on"]
    found, own = transition(rules, place, received, now), rules.named(dossier["pack_id"])
    if found is None or own is None:
        return None
    pack, allowed_by = found
    mine, other = judged(own, dossier, received, facts).status, judged(pack, dossier, received, facts).status
    return Better(pack, allowed_by, STATUSES[mine], STATUSES[other]) if RANK.index(other) > RANK.index(mine) else None


def on_hold(facts: History, cases: Sequence[Mapping[str, Any]]) -> History:
    """The same with what is looked into now; tố cáo stands with khiếu nại in the law."""
    if not cases:
        return facts
    return replace(
        facts,
        holds=tuple(
            Dated("complaint" if case["cause"] in ("denunciation", None) else case["cause"], case["since"])
            for case in cases
        ),
    )
