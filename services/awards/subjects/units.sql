-- The units of each ward as submissions named them, and the wards that have any.
CREATE TABLE award_units (
    ward_code text NOT NULL,
    unit_id   uuid NOT NULL,
    name      text NOT NULL,
    kind      text NOT NULL,
    search    text NOT NULL, -- the name's search key
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('award_units');

CREATE TABLE award_wards (
    ward_code text PRIMARY KEY
);
SELECT open_to_readers('award_wards');
