-- What a replay needs to know of a letter, and what it leaves in it.
ALTER TABLE laf.dead_letters
  -- The stage that refused the record first: `stage` is the one that did so last, and the key must not change.
  ADD COLUMN origin       text COLLATE "C",
  -- How the record came in: transport, peer, contentType, columns. Null for letters older than this migration.
  ADD COLUMN arrival      jsonb,
  -- The sinks that lack the record, as its last replay asked for them. Null before the first.
  ADD COLUMN sinks        jsonb,
  -- The chunk in which the record is under way again; the same one however often it is appended.
  ADD COLUMN replay_chunk uuid,
  -- The chunk of the last replay that failed.
  ADD COLUMN last_replay  uuid;

UPDATE laf.dead_letters SET origin = stage;

ALTER TABLE laf.dead_letters
  DROP CONSTRAINT dead_letters_pkey,
  ADD PRIMARY KEY (chunk_id, index, origin);

CREATE INDEX dead_letters_time ON laf.dead_letters (refused_at, chunk_id, index, origin);
CREATE INDEX dead_letters_replay ON laf.dead_letters (replay_chunk) WHERE replay_chunk IS NOT NULL;
