import type pg from 'pg';
import { storableText } from '../../pipeline/json-text.js';
import type { Template, TemplateNews } from '../../pipeline/templates/template-store.js';

/** In the order of their ids, so that two workers do not wait for each other. A merger is never taken back. */
const WRITE = `
  INSERT INTO laf.templates (id, template, same_as, first_seen, last_seen)
  SELECT id, template, same_as, to_timestamp(first_seen / 1000), to_timestamp(last_seen / 1000)
  FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[])
    AS changed (id, template, same_as, first_seen, last_seen)
  ORDER BY id
  ON CONFLICT (id) DO UPDATE SET
    template = excluded.template,
    same_as = coalesce(laf.templates.same_as, excluded.same_as),
    first_seen = least(laf.templates.first_seen, excluded.first_seen),
    last_seen = greatest(laf.templates.last_seen, excluded.last_seen),
    changed_at = now()`;

/*
 * A transaction that was under way may write with a time that is past already; so the next exchange looks back further
 * than any may last. What is read twice is learned once.
 */
const READ = `
  SELECT id, template AS text, same_as AS "sameAs",
    extract(epoch FROM first_seen)::float8 * 1000 AS "firstSeenMillis",
    extract(epoch FROM last_seen)::float8 * 1000 AS "lastSeenMillis"
  FROM laf.templates WHERE changed_at >= $1::timestamptz ORDER BY last_seen`;
const POSITION = `SELECT (now() - interval '1 minute')::text AS position`;

/** See TemplateStore; in the caller's transaction. */
export async function exchangeTemplates(
  client: pg.ClientBase,
  changed: readonly Template[],
  since = '-infinity',
): Promise<TemplateNews> {
  if (changed.length > 0) {
    await client.query(WRITE, [
      changed.map(({ id }) => id),
      changed.map(({ text }) => storableText(text)),
      changed.map(({ sameAs }) => sameAs ?? null),
      changed.map(({ firstSeenMillis }) => firstSeenMillis),
      changed.map(({ lastSeenMillis }) => lastSeenMillis),
    ]);
  }
  const { rows } = await client.query<Template & { sameAs: string | null }>(READ, [since]);
  const position = await client.query<{ position: string }>(POSITION);
  return {
    templates: rows.map(({ sameAs, ...row }) => (sameAs === null ? row : { ...row, sameAs })),
    position: position.rows[0]!.position,
  };
}

export async function forgetTemplates(client: pg.ClientBase, unseenSinceMillis: number): Promise<void> {
  await client.query('DELETE FROM laf.templates WHERE last_seen < to_timestamp($1::float8 / 1000)', [
    unseenSinceMillis,
  ]);
}
