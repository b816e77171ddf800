-- Every version of every sheet; `ward_code` is the bloc's code. Confirmed versions carry the document that confirmed them.

CREATE TABLE criteria_sheets (
    ward_code           text    NOT NULL,
    year                integer NOT NULL,
    version             integer NOT NULL,
    sheet               json    NOT NULL,
    document_number     text    NOT NULL,
    document_signed_on  date    NOT NULL,
    issued_by           text, -- the opaque subject of who issued it, where it is known
    confirmed_by        text,
    confirmed_signed_on date,
    PRIMARY KEY (ward_code, year, version)
);
SELECT guard_by_ward('criteria_sheets');
