CREATE TABLE heard (
    ward_code    text NOT NULL,
    note_id      text NOT NULL,
    times        integer NOT NULL,
    last_version integer NOT NULL,
    PRIMARY KEY (ward_code, note_id)
);
SELECT guard_by_ward('heard');
