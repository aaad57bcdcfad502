import { clockStepped } from './clock-stepped.js';
import { clusterNodeKilled } from './cluster-node.js';
import { diskFull } from './disk-full.js';
import type { Fault } from './fault.js';
import { killedBeforeAck } from './killed-before-ack.js';
import { linkReset, linkSilent, linkSlow } from './link.js';
import {
  postgresRestarted,
  postgresStoppedImmediately,
  postmasterKilled,
  sessionKilled,
} from './postgres.js';
import { ingestKilled, serverKilled, workerAway } from './process-away.js';
import { ingestFrozen, workerFrozen } from './process-frozen.js';
import { processRestarted } from './process-restarted.js';
import { redisFrozen, redisKilled, redisRestarted } from './redis.js';
import { workerKilled } from './worker-killed.js';

/** All faults there are. */
export const FAULTS: readonly Fault[] = [
  workerKilled,
  workerAway,
  workerFrozen,
  killedBeforeAck,
  ingestKilled,
  ingestFrozen,
  serverKilled,
  processRestarted,
  redisKilled,
  redisRestarted,
  redisFrozen,
  clusterNodeKilled,
  sessionKilled,
  postmasterKilled,
  postgresStoppedImmediately,
  postgresRestarted,
  linkSilent,
  linkSlow,
  linkReset,
  diskFull,
  clockStepped,
];
