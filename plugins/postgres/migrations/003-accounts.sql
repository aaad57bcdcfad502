-- What a source's account needs: each chunk's records end as rows, dead letters or filtered. `copies` is what a record
-- that reaches the sink by several ways left beyond its first row, so that
-- records + copies = stored + filtered + dead in each row.
ALTER TABLE laf.ledger
  ADD COLUMN source   text    COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN records  integer NOT NULL DEFAULT 0,
  ADD COLUMN copies   integer NOT NULL DEFAULT 0,
  ADD COLUMN first_id bigint;
UPDATE laf.ledger SET records = stored + filtered + dead;

-- The sums of all that the ledger ever had: they outlive its rows, and reading them does not depend on how many there
-- are. Written in the transaction of the rows, by 64 shards, so that writers seldom wait for each other.
CREATE TABLE laf.accounts (
  sink     text    COLLATE "C" NOT NULL,
  source   text    COLLATE "C" NOT NULL,
  shard    integer NOT NULL,
  chunks   bigint  NOT NULL,
  records  bigint  NOT NULL,
  copies   bigint  NOT NULL,
  stored   bigint  NOT NULL,
  filtered bigint  NOT NULL,
  dead     bigint  NOT NULL,
  PRIMARY KEY (sink, source, shard)
) WITH (fillfactor = 50);
INSERT INTO laf.accounts
SELECT sink, source, 0, count(*), sum(records), 0, sum(stored), sum(filtered), sum(dead)
FROM laf.ledger GROUP BY sink, source;

-- Records that never came into the queue, as each process that ingests has counted them since its start.
CREATE TABLE laf.drops (
  source     text        COLLATE "C" NOT NULL,
  reason     text        COLLATE "C" NOT NULL,
  process    uuid        NOT NULL,
  node       integer     NOT NULL,
  records    bigint      NOT NULL,
  counted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (process, source, reason)
);
