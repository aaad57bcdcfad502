import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Scope } from '../../config/api-tokens.js';
import type { Authenticator } from '../access/authentication.js';
import { ENDED_SESSION } from '../access/session-cookie.js';
import { ErrorSchema } from '../schemas.js';

const Login = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 4096, description: 'One that is good' }) },
  { examples: [{ token: 'my-token' }] },
);

/** What `GET` and `POST /session` answer. */
export const Session = Type.Object(
  {
    required: Type.Boolean({ description: 'Whether calls need a token or a session' }),
    authenticated: Type.Boolean({ description: 'Whether this caller is let in' }),
    scopes: Type.Array(Type.Enum(['ingest', 'read', 'admin']), {
      description: 'What this caller may do; admin may do everything',
    }),
  },
  { examples: [{ required: true, authenticated: true, scopes: ['read'] }] },
);

const COMMON = { tags: ['session'] };
const EVERYTHING: readonly Scope[] = ['admin'];

/** How a browser logs in: a token becomes a cookie that scripts cannot read. */
export function sessionRoutes(authenticator: Authenticator) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    app.get(
      '/session',
      {
        config: { access: 'public' },
        schema: {
          ...COMMON,
          operationId: 'session',
          summary: 'Whether a token is needed, and whether this browser is logged in',
          response: { 200: Session },
        },
      },
      async ({ headers }) => {
        if (!authenticator.required) return { required: false, authenticated: true, scopes: EVERYTHING };
        const caller = authenticator.identify(headers);
        return { required: true, authenticated: caller !== undefined, scopes: caller?.scopes ?? [] };
      },
    );
    app.post<{ Body: Static<typeof Login> }>(
      '/session',
      {
        config: { access: 'public' },
        bodyLimit: 16 * 1024,
        schema: {
          ...COMMON,
          operationId: 'logIn',
          summary: 'Gives a browser the cookie of a session for a token',
          body: Login,
          response: { 200: Session, 400: ErrorSchema, 401: ErrorSchema, 403: ErrorSchema },
        },
      },
      async ({ body, headers }, reply) => {
        authenticator.checkPage(headers);
        const session = authenticator.logIn(body.token);
        if (session === undefined) return { required: false, authenticated: true, scopes: EVERYTHING };
        reply.header('set-cookie', session.cookie);
        return { required: true, authenticated: true, scopes: session.caller.scopes };
      },
    );
    app.delete(
      '/session',
      {
        config: { access: 'public' },
        schema: {
          ...COMMON,
          operationId: 'logOut',
          summary: 'Takes the cookie from the browser',
          response: { 204: { type: 'null', description: 'The cookie is gone' }, 403: ErrorSchema },
        },
      },
      async ({ headers }, reply) => {
        authenticator.checkPage(headers);
        return reply.header('set-cookie', ENDED_SESSION).code(204).send();
      },
    );
  };
}
