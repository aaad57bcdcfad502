-- Counts by minute, so that totals and histograms need not read the rows. Writers append what they add (two that
-- updated one counter would wait for each other's COPY); one worker at a time merges what they have appended.
CREATE TABLE laf.rollup_deltas (
  minute      timestamptz NOT NULL,
  level       text        COLLATE "C" NOT NULL,
  source      text        COLLATE "C" NOT NULL,
  application text        COLLATE "C" NOT NULL,
  events      bigint      NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- No unique key: sources can be longer than an entry of a b-tree, and only the one who merges writes here.
CREATE TABLE laf.rollup_minutes (LIKE laf.rollup_deltas);
CREATE INDEX rollup_minutes_minute ON laf.rollup_minutes (minute);

-- What to ask: several rows may belong to one minute, so ask for sum(events).
CREATE VIEW laf.rollups AS
SELECT minute, level, source, application, events FROM laf.rollup_minutes
UNION ALL
SELECT minute, level, source, application, events FROM laf.rollup_deltas;

INSERT INTO laf.rollup_minutes
SELECT date_trunc('minute', "timestamp", 'UTC'), level, source, application, count(*)
FROM laf.logs GROUP BY 1, 2, 3, 4;
