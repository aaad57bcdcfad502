-- People and Grafana query laf.logs directly: its column names and types are part of the surface.
--
-- One BRIN index is all that the write path can pay while a partition is hot; the id is in it because ids grow with
-- arrival, so a record is found by its id without a b-tree on every row.
CREATE TABLE laf.logs (
  id          bigint      NOT NULL,
  "timestamp" timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  level       text        COLLATE "C" NOT NULL,
  source      text        COLLATE "C" NOT NULL,
  application text        COLLATE "C" NOT NULL,
  format      text        COLLATE "C" NOT NULL,
  message     text        NOT NULL,
  metadata    jsonb       NOT NULL
) PARTITION BY RANGE ("timestamp");

CREATE INDEX logs_time_id ON laf.logs USING brin ("timestamp", id);

-- Records far in the past or the future, which must not make a thousand partitions.
CREATE TABLE laf.logs_far PARTITION OF laf.logs DEFAULT;

-- The ids of chunks whose rows are committed: what makes delivery from the queue to the table exactly once.
CREATE TABLE laf.ledger (
  chunk_id     uuid        NOT NULL,
  sink         text        COLLATE "C" NOT NULL,
  stored       integer     NOT NULL,
  filtered     integer     NOT NULL,
  dead         integer     NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (chunk_id, sink)
);

-- Records that could not be stored as asked. The key makes a replayed chunk add none.
CREATE TABLE laf.dead_letters (
  chunk_id    uuid        NOT NULL,
  index       integer     NOT NULL,
  stage       text        COLLATE "C" NOT NULL,
  event_id    bigint      NOT NULL,
  received_at timestamptz NOT NULL,
  source      text        COLLATE "C" NOT NULL,
  reason      text        NOT NULL,
  sqlstate    text        COLLATE "C",
  column_name text        COLLATE "C",
  raw         bytea       NOT NULL,
  tries       integer     NOT NULL DEFAULT 1,
  refused_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (chunk_id, index, stage)
);

-- Node numbers for event ids, leased by processes that ingest.
CREATE TABLE laf.nodes (
  node        integer     PRIMARY KEY CHECK (node BETWEEN 0 AND 1023),
  holder      text        COLLATE "C" NOT NULL DEFAULT '',
  last_millis bigint      NOT NULL DEFAULT 0,
  expires_at  timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO laf.nodes (node) SELECT generate_series(0, 1023);
