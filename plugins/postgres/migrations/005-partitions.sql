-- What is known of each partition of laf.logs but laf.logs_far, which has no bounds.
--
-- hot → sealing → sealed: a hot one is written and has one BRIN index; once its time is over and it does not grow any
-- more, the indexes that questions need are built in the background (sealing), and then it is sealed for good. Late rows
-- may come in every state.
CREATE TABLE laf.partitions (
  name      text        COLLATE "C" PRIMARY KEY,
  starts    timestamptz NOT NULL,
  ends      timestamptz NOT NULL CHECK (starts < ends),
  state     text        COLLATE "C" NOT NULL DEFAULT 'hot' CHECK (state IN ('hot', 'sealing', 'sealed')),
  -- Rows inserted since the statistics were reset, when it was last looked whether it still grows; -1 before the first.
  inserts   bigint      NOT NULL DEFAULT -1,
  looked_at timestamptz NOT NULL DEFAULT now(),
  sealed_at timestamptz,
  -- Levels whose rows have been deleted because they were old enough.
  swept     text[]      COLLATE "C" NOT NULL DEFAULT '{}'
);
CREATE INDEX partitions_starts ON laf.partitions (starts);

INSERT INTO laf.partitions (name, starts, ends)
SELECT name, day AT TIME ZONE 'UTC', (day + interval '1 day') AT TIME ZONE 'UTC'
FROM (
  SELECT relname AS name, to_date(substr(relname, 6), 'YYYYMMDD')::timestamp AS day
  FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
  WHERE inhparent = 'laf.logs'::regclass AND relname ~ '^logs_\d{8}$'
) AS days;

-- What was deleted on purpose, so that stored = rows + removed, and so that a deletion can be shown to have happened.
-- A row is written before the first record goes, and counted up in the transactions that delete.
CREATE TABLE laf.removals (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text        COLLATE "C" NOT NULL CHECK (kind IN ('retention', 'erasure')),
  -- The partition, the level or the filter.
  what         text        NOT NULL,
  -- Who asked for it: the rule of retention, or the user of the system and of the database.
  actor        text        NOT NULL,
  events       bigint      NOT NULL DEFAULT 0,
  dead_letters bigint      NOT NULL DEFAULT 0,
  started_at   timestamptz NOT NULL DEFAULT now(),
  -- Of the last deletion; null while there was none.
  removed_at   timestamptz,
  -- Null when it was broken off half way.
  finished_at  timestamptz
);
