-- The memory of `releasing`: which scorecards are by which criteria sheet.
CREATE TABLE releasing_cards (
    ward_code text NOT NULL,
    sheet_id  uuid NOT NULL,
    card_id   uuid NOT NULL,
    PRIMARY KEY (ward_code, sheet_id, card_id)
);
SELECT guard_by_ward('releasing_cards');
