-- Tokens of the API that `laf token` makes. Only their SHA-256 is kept: the token itself has 256 random bits, and is
-- shown once. Rows stay when a token is revoked or over, so that it is known who had one, and so that the API does not
-- become open to everybody with the last of them.
CREATE TABLE laf.tokens (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         text        NOT NULL,
  digest       bytea       NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
  scopes       text[]      COLLATE "C" NOT NULL CHECK (scopes <@ '{ingest,read,admin}' AND cardinality(scopes) > 0),
  created_at   timestamptz NOT NULL DEFAULT now(),
  -- Null: it does not end by itself.
  expires_at   timestamptz,
  revoked_at   timestamptz,
  -- To the minute.
  last_used_at timestamptz
);
CREATE UNIQUE INDEX tokens_name ON laf.tokens (name) WHERE revoked_at IS NULL;
