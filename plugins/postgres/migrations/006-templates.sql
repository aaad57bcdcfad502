-- The templates of messages that the transform `drain` finds; metadata.template_id of an event refers to them.
CREATE TABLE laf.templates (
  id         text        COLLATE "C" PRIMARY KEY,
  -- `<*>` where the messages differ.
  template   text        NOT NULL,
  -- Another template that turned out to be the same. Events written before that still have this id.
  same_as    text        COLLATE "C",
  first_seen timestamptz NOT NULL,
  -- To the hour or so.
  last_seen  timestamptz NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX templates_changed ON laf.templates (changed_at);
