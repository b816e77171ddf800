CREATE TABLE echo_memory (
    ward_code    text    NOT NULL,
    note_id      text    NOT NULL,
    last_version integer NOT NULL,
    PRIMARY KEY (ward_code, note_id)
);
SELECT guard_by_ward('echo_memory');
