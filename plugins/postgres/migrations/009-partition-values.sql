-- What values the fields of metadata have in a sealed partition: no index serves `status:>=500`, but where the few
-- values of a field are known, such a question becomes one about equality, or is answered at once.
--
-- none → making → made: `making` is committed before the values are read, and a row that comes later puts it back to
-- none in its own transaction, so whoever sees `made` sees no row whose values are missing.
ALTER TABLE laf.partitions
  ADD COLUMN known    text COLLATE "C" NOT NULL DEFAULT 'none' CHECK (known IN ('none', 'making', 'made')),
  ADD COLUMN known_at timestamptz;

CREATE TABLE laf.partition_values (
  partition text    COLLATE "C" NOT NULL,
  -- A name at the top of metadata.
  field     text    COLLATE "C" NOT NULL,
  -- [[value, events], …], all there are; null where they are too many.
  values    jsonb,
  -- The range of a field that has too many values, all of them numbers.
  least     numeric,
  greatest  numeric,
  -- Whether it may have values of which neither `values` nor the range knows.
  unclear   boolean NOT NULL,
  -- Whether all values are texts and the partition's index on texts has them.
  texts     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (partition, field)
);

CREATE FUNCTION laf.values_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE laf.partitions SET known = 'none' WHERE name = TG_TABLE_NAME AND known <> 'none';
  RETURN NULL;
END
$$;
