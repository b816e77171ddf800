-- What stands still is shown to operators on their page: which streams are set aside, and how old the first unsent fact is.
-- What is in a record or an event stays with the readers.
GRANT SELECT (reader, version, stream_id) ON reading.parked TO thidua_api;
GRANT SELECT (position, recorded_at) ON store.events TO thidua_api;
