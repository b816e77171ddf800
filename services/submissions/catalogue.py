"""How submissions stores its events: every type with its name, its schema version and today's class."""

from __future__ import annotations

from services.chassis.catalogue import Catalogue, Stored
from services.chassis.identity import mandates
from services.submissions.movements import events as movements
from services.submissions.people import events as people
from services.submissions.people.resolving import SubjectsResolved
from services.submissions.plans import events as plans
from services.submissions.reports import events as reports
from services.submissions.units import events as units
from services.submissions.wards import events as wards

CATALOGUE = mandates.CATALOGUE + Catalogue(
    Stored("ward-registered", 1, wards.WardRegistered),
    Stored("unit-registered", 1, units.UnitRegistered),
    Stored("unit-code-changed", 1, units.UnitCodeChanged),
    Stored("unit-closed", 1, units.UnitClosed),
    Stored("unit-code-taken", 1, units.UnitCodeTaken),
    Stored("person-registered", 1, people.PersonRegistered),
    Stored("person-moved", 1, people.PersonMoved),
    Stored("person-name-corrected", 1, people.PersonNameCorrected),
    Stored("person-address-changed", 1, people.PersonAddressChanged),
    Stored("subject-erased", 1, people.SubjectErased),
    Stored("subjects-resolved", 1, SubjectsResolved),
    Stored("plan-drafted", 1, plans.PlanDrafted),
    Stored("plan-revised", 1, plans.PlanRevised),
    Stored("plan-issued", 1, plans.PlanIssued),
    Stored("document-number-taken", 1, plans.DocumentNumberTaken),
    Stored("movement-launched", 1, movements.MovementLaunched),
    Stored("movement-joined", 1, movements.MovementJoined),
    Stored("report-requested", 1, reports.ReportRequested),
    Stored("report-submitted", 1, reports.ReportSubmitted),
    Stored("paper-receipt-recorded", 1, reports.PaperReceiptRecorded),
    Stored("report-returned", 1, reports.ReportReturned),
    Stored("report-accepted", 1, reports.ReportAccepted),
    Stored("report-acceptance-withdrawn", 1, reports.ReportAcceptanceWithdrawn),
    Stored("report-deadline-extended", 1, reports.ReportDeadlineExtended),
    Stored("report-missed", 1, reports.ReportMissed),
    Stored("report-locked", 1, reports.ReportLocked),
    Stored("report-released", 1, reports.ReportReleased),
)
