-- The row of a stream that a reader follows changes with each version of the stream. With room on its page it changes in place, without
-- a new entry in the index; pages that were full before this get it as they are written anew.
ALTER TABLE reading.streams SET (fillfactor = 60);
