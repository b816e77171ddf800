CREATE TABLE notes (
    ward_code text NOT NULL,
    note_id   uuid NOT NULL,
    text      text,
    times     integer NOT NULL,
    struck    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (ward_code, note_id)
);
SELECT guard_by_ward('notes');
