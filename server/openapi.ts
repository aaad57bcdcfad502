import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

const DESCRIPTION = `Logs & Found keeps your logs in PostgreSQL, answers questions about them and shows them live.

Every error has the shape \`{statusCode, code, error, message}\`. Where there are tokens (API_TOKENS, \`laf token\`), calls need
\`Authorization: Bearer <token>\`, or the cookie that POST /session gives to browsers. The scope a token needs, \`ingest\`, \`read\` or
\`admin\`, stands in each call's \`security\`; \`admin\` may do everything.`;

/** Collects the routes that are registered after it, mounted ones too. */
export function installOpenApi(app: FastifyInstance): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Logs & Found', description: DESCRIPTION, version: '0.1.0', license: LICENSE },
      servers: [{ url: '/' }],
      tags: TAGS,
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'laf_session' },
        },
      },
    },
  });
}

const TAGS = [
  { name: 'data', description: 'Taking events in' },
  { name: 'logs', description: 'Asking for what is stored' },
  { name: 'dead letters', description: 'What could not be stored, and another try' },
  { name: 'live feed', description: 'Events as they come' },
  { name: 'parsing', description: 'How records are read' },
  { name: 'session', description: 'How browsers log in' },
  { name: 'operation', description: 'How the system is' },
];

/** Only files of this server; the page writes styles and small pictures into itself. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' };

/** The description of the API and a page to try it, for who may read; a browser signs in at / before. */
export async function openApiRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    uiConfig: { url: '/api/openapi.json', deepLinking: true },
  });
}
