"""Erasure: what happens in every service when a subject's data is to be erased.

The owner of a subject records an event that says so, and names it in `service(erases=…)`. `ending_keys` reads it in that service and
destroys the subject's key, so that what is sealed in events can never be read again; read models blank their rows by the same event. The
published contract reaches the others: one that holds personal values of its own records its own event and ends its own key; one that
holds opaque ids alone acknowledges (`acknowledging`, deciding in `acknowledgement`), so that nobody has to guess whether it was asked.

| service | records it | blanks its rows |
|---|---|---|
| submissions (owner) | `people/decider.py: erase` | `people/projection.py: erased` |
| awards | `subscriptions.py: erase_subject`, `subjects/decider.py: erase` | `nominations/projection.py: erased` |
| blocs, notifications | `erasures_of` of `acknowledging.py`, declared in `app.py`: they hold opaque ids alone | – |

The key itself is destroyed by `event_store/keys.py: destroy`; then `scrubbing` writes the tables that held it and the blanked rows anew, so
that the bytes leave the files, too. No column that holds words about people has statistics (`SET STATISTICS 0`): these would be samples
of the words. What outlives an erasure for a while (drafts, copies, write-ahead log, a retired model) has its day in `promise`.

Words that people write about a thing, not about themselves, have the thing's own key and are erased the same way (`words.py`, decision 43).

What a person may seal is marked in the events (`services/chassis/personal.py`); why keys are ended by a reader is decision 4.
"""
