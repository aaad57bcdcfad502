import { type Address, clash, parseAddress } from './addresses.js';
import type { JsonSchema } from './options-schema.js';
import { type Path, quote } from './problem.js';
import type { Report, StageDraft } from './stage-drafts.js';

/** Where the program itself listens. */
export interface OwnAddresses {
  readonly host: string;
  readonly port: number;
  readonly feedPort?: number;
}

interface Taken {
  readonly address: Address;
  readonly by: string;
}

/** Reports addresses that cannot be listened on at once: of two stages, of one, or of a stage and the program. */
export function checkAddresses(drafts: readonly StageDraft[], own: OwnAddresses, report: Report): void {
  const taken = ownAddresses(own);
  for (const draft of drafts) {
    for (const { path, text } of listenOptions(
      draft.plugin?.options as JsonSchema | undefined,
      draft.options,
    )) {
      const address = parseAddress(text);
      if (address === undefined) continue;
      const other = taken.find((earlier) => clash(earlier.address, address));
      const full = [...draft.path, ...path];
      if (other !== undefined)
        report.add(full, `${quote(text)} is already taken by ${other.by}`, 'value', text);
      taken.push({ address, by: `${draft.name} (${text})` });
    }
  }
}

function ownAddresses({ host, port, feedPort }: OwnAddresses): Taken[] {
  const taken: Taken[] = [
    { address: { protocol: 'tcp', host, port }, by: `the HTTP server (HOST ${host}, PORT ${port})` },
  ];
  if (feedPort !== undefined) {
    const address: Address = { protocol: 'tcp', host, port: feedPort };
    taken.push({ address, by: `the live feed (HOST ${host}, FEED_PORT ${feedPort})` });
  }
  return taken;
}

function listenOptions(
  schema: JsonSchema | undefined,
  value: unknown,
  path: Path = [],
): { path: Path; text: string }[] {
  if (schema === undefined || value === undefined) return [];
  if (schema.listen === true) {
    const entries = Array.isArray(value)
      ? value.map((text, index) => ({ path: [...path, index], text }))
      : [{ path, text: value }];
    return entries.filter((entry): entry is { path: Path; text: string } => typeof entry.text === 'string');
  }
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    listenOptions(property, (value as Record<string, unknown> | null)?.[name], [...path, name]),
  );
}
