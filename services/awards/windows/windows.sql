-- Which unit may propose for which year, and because of which report.
CREATE TABLE unit_windows (
    ward_code text    NOT NULL,
    window_id uuid    NOT NULL,
    unit_id   uuid    NOT NULL,
    year      integer NOT NULL,
    report_id uuid    NOT NULL,
    open      boolean NOT NULL,
    PRIMARY KEY (ward_code, window_id)
);
CREATE INDEX ON unit_windows (ward_code, unit_id, year);
SELECT guard_by_ward('unit_windows');
