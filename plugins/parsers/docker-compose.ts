import { defineParser, Type } from '../../pipeline/plugin.js';
import { COMPOSE_LEADS, ComposeReader } from './support/applications/containers.js';

/** https://docs.docker.com/reference/cli/docker/compose/logs/ */
export default defineParser({
  kind: 'parser',
  name: 'docker-compose',
  summary: 'Reads the lines of `docker compose up` and `logs`, which begin with the name of a container.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [docker-compose] }',
  specificity: 97,
  envelope: true,
  leads: COMPOSE_LEADS,
  sample: 'web-1  | order 4711 was paid',
  create: () => new ComposeReader(),
});
