-- Briefings and training that were held, and who attended: persons by id, their names stand in `people` alone.
CREATE TABLE briefings (
    ward_code      text NOT NULL,
    briefing_id    uuid NOT NULL,
    kind           text NOT NULL, -- briefing | training
    subject        text NOT NULL,
    held_on        date NOT NULL,
    documents      uuid[] NOT NULL,
    minutes_number text,
    withdrawn      boolean NOT NULL,
    PRIMARY KEY (ward_code, briefing_id)
);
SELECT guard_by_ward('briefings');

CREATE TABLE attendances (
    ward_code     text NOT NULL,
    attendance_id uuid NOT NULL,
    briefing_id   uuid NOT NULL,
    person_id     uuid NOT NULL,
    unit_id       uuid NOT NULL,
    by_office     boolean NOT NULL,
    withdrawn     boolean NOT NULL, -- they were not there
    PRIMARY KEY (ward_code, attendance_id)
);
SELECT guard_by_ward('attendances');
CREATE INDEX attendances_by_briefing ON attendances (ward_code, briefing_id);
