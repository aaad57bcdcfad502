import { type Random, weighted } from './random.js';
import { SERVICES, type Service, type ServiceLevel } from './services.js';

/** Something that happened in one of the services, for a line maker to write down. */
export interface Occasion {
  service: Service;
  host: string;
  level: ServiceLevel;
  userId: number;
  durationMs: number;
  message: string;
}

const LEVELS: readonly ServiceLevel[] = weighted([
  ['INFO', 78],
  ['DEBUG', 10],
  ['WARN', 8],
  ['ERROR', 4],
]);

/** Milliseconds that a call may take by level: what is slow is warned of, what times out is an error. */
const LONGEST: Record<ServiceLevel, number> = { DEBUG: 40, INFO: 400, WARN: 4_000, ERROR: 30_000 };

export function drawOccasion(random: Random): Occasion {
  const service = random.pick(SERVICES);
  const level = random.pick(LEVELS);
  const userId = 1_000 + random.skewed(50_000);
  const durationMs = 1 + random.skewed(LONGEST[level]);
  const message = random.pick(service.says[level])(random, userId, durationMs);
  return { service, host: random.pick(service.hosts), level, userId, durationMs, message };
}
