-- A record that its owner did not sign is set aside for a reason of its own: it is never tried again.
ALTER TABLE reading.parked DROP CONSTRAINT parked_reason_check;
ALTER TABLE reading.parked ADD CONSTRAINT parked_reason_check
    CHECK (reason IN ('poison', 'hole', 'behind', 'disputed', 'waiting', 'forged'));
