import type { RedisClient } from './connection.js';

/**
 * Removes what every group of the stream has acknowledged. The bound of a group is its oldest pending entry, or, with
 * none pending, what follows the last entry it was given.
 */
export async function trimAcknowledged(redis: RedisClient, stream: string): Promise<void> {
  const groups = (await redis.xinfo('GROUPS', stream)) as unknown[][];
  let bound: string | undefined;
  for (const group of groups) {
    const name = String(group[group.indexOf('name') + 1]);
    const lastDelivered = String(group[group.indexOf('last-delivered-id') + 1]);
    const [, oldestPending] = (await redis.xpending(stream, name)) as [number, string | null];
    const groupBound = oldestPending ?? following(lastDelivered);
    if (bound === undefined || isBefore(groupBound, bound)) bound = groupBound;
  }
  if (bound !== undefined) await redis.xtrim(stream, 'MINID', bound);
}

/** The smallest stream id after `id` (milliseconds-sequence). */
function following(id: string): string {
  const [millis, sequence] = id.split('-');
  return `${millis}-${BigInt(sequence ?? 0) + 1n}`;
}

function isBefore(a: string, b: string): boolean {
  const [aMillis, aSequence] = a.split('-').map(BigInt) as [bigint, bigint];
  const [bMillis, bSequence] = b.split('-').map(BigInt) as [bigint, bigint];
  return aMillis < bMillis || (aMillis === bMillis && aSequence < bSequence);
}

/**
 * Removes members of killed processes from a group, once others have taken over all that they had.
 *
 * @param goneAfterMillis silence that no living member keeps: it asks for work once a second
 */
export async function removeGoneMembers(
  redis: RedisClient,
  stream: string,
  group: string,
  goneAfterMillis: number,
): Promise<void> {
  const members = (await redis.xinfo('CONSUMERS', stream, group)) as unknown[][];
  for (const member of members) {
    const [name, pending, idle] = ['name', 'pending', 'idle'].map(
      (field) => member[member.indexOf(field) + 1],
    );
    if (Number(pending) > 0 || Number(idle) < goneAfterMillis) continue;
    await removeIdleMember(redis, stream, group, String(name));
  }
}

// XGROUP DELCONSUMER takes what is pending with it, as if it were acknowledged; one step, so that nothing comes between.
const REMOVE_IDLE = `
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
  if #pending == 0 then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end`;

/**
 * Removes a member from its group unless something is pending for it: also what it knows nothing of, because the reply
 * to a read was lost with its connection.
 */
export async function removeIdleMember(
  redis: RedisClient,
  stream: string,
  group: string,
  name: string,
): Promise<void> {
  await redis.eval(REMOVE_IDLE, 1, stream, group, name);
}
