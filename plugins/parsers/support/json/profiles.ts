import { GENERAL_RULES } from './fields.js';
import type { Profile } from './rules.js';
import { CADDY_JSON, CLOUDFLARE, NGINX_JSON, TRAEFIK_JSON } from './vendors/access.js';
import { AZURE, CLOUDTRAIL, GCP } from './vendors/clouds.js';
import { BUNYAN, DOCKER_JSON, GELF, JOURNALD_JSON, KUBERNETES_AUDIT } from './vendors/containers.js';
import {
  CLOUDNATIVE_PG,
  ELASTICSEARCH_SLOW_LOG,
  FOUNDATIONDB,
  MONGODB,
  NEXTCLOUD,
  OTEL,
  SURICATA,
  ZAP_DEVELOPMENT,
} from './vendors/programs.js';
import { WINDOWS_EVENT_JSON } from './vendors/windows.js';

/** Objects of no special kind. */
export const GENERAL: Profile = { format: 'json', marks: [], rules: GENERAL_RULES };

/** The kinds of records that are told by their names; the first that fits counts. */
const PROFILES: readonly Profile[] = [
  ...[DOCKER_JSON, GELF, JOURNALD_JSON, KUBERNETES_AUDIT, MONGODB, CLOUDTRAIL, GCP, AZURE],
  ...[
    WINDOWS_EVENT_JSON,
    TRAEFIK_JSON,
    CADDY_JSON,
    NGINX_JSON,
    CLOUDFLARE,
    SURICATA,
    OTEL,
    NEXTCLOUD,
    CLOUDNATIVE_PG,
    FOUNDATIONDB,
    BUNYAN,
    ZAP_DEVELOPMENT,
    ELASTICSEARCH_SLOW_LOG,
  ],
];

/** The rare names that make a record worth a look. */
const RARE_NAMES: ReadonlySet<string> = new Set(
  PROFILES.flatMap(({ marks }) => marks.map(([rare]) => rare!)),
);

export function isRare(name: string): boolean {
  return RARE_NAMES.has(name);
}

/** The kind of a record with these names. */
export function profileOf(names: ReadonlySet<string>): Profile {
  return PROFILES.find(({ marks }) => marks.some((set) => set.every((name) => names.has(name)))) ?? GENERAL;
}
