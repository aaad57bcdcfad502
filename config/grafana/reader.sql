-- The role with which Grafana reads. Run it as the user of DB_URL, who owns the schema, once the program has started,
-- and give the role a password:
--
--   psql "$DB_URL" -f config/grafana/reader.sql -c '\password grafana_reader'
--
-- Rights on laf.logs hold for all its partitions, those to come as well, as they are asked through it. Run it again
-- after an upgrade that has made laf.rollups anew; it changes no password.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grafana_reader') THEN
    CREATE ROLE grafana_reader;
  END IF;
END $$;
ALTER ROLE grafana_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 20;
-- Grafana does not look at what a query does, so the role must not be able to do harm, nor to read for ever.
ALTER ROLE grafana_reader SET default_transaction_read_only = on;
ALTER ROLE grafana_reader SET statement_timeout = '30s';
GRANT USAGE ON SCHEMA laf TO grafana_reader;
GRANT SELECT ON laf.logs, laf.rollups TO grafana_reader;
-- Without `raw`: what was refused may be anything.
GRANT SELECT (chunk_id, index, stage, event_id, received_at, source, reason, sqlstate, column_name, tries, refused_at)
  ON laf.dead_letters TO grafana_reader;
