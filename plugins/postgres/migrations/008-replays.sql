-- A dead letter that is sent again is no record that was received again. `replayed` is how many of a chunk's records were
-- received before: those received now are records - replayed, and those that ended as dead letters dead - replayed.
-- Replays of before this migration are not known and stay counted as records.
ALTER TABLE laf.ledger ADD COLUMN replayed integer NOT NULL DEFAULT 0;
ALTER TABLE laf.accounts ADD COLUMN replayed bigint NOT NULL DEFAULT 0;

-- A worker from before 002 does not know `origin`: while both are at work, its letters are of the stage that refused them.
CREATE FUNCTION laf.dead_letter_origin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.origin := coalesce(NEW.origin, NEW.stage);
  RETURN NEW;
END
$$;
CREATE TRIGGER dead_letter_origin BEFORE INSERT ON laf.dead_letters
  FOR EACH ROW WHEN (NEW.origin IS NULL) EXECUTE FUNCTION laf.dead_letter_origin();
