import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Authenticator } from '../authentication.js';
import { ErrorSchema } from '../schemas.js';
import { ENDED_SESSION } from '../session-cookie.js';

const Login = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 4096, description: 'One of API_TOKENS' }) },
  { examples: [{ token: 'my-token' }] },
);

const Session = Type.Object(
  {
    required: Type.Boolean({ description: 'Whether calls need a token or a session' }),
    authenticated: Type.Boolean({ description: 'Whether this caller is let in' }),
  },
  { examples: [{ required: true, authenticated: true }] },
);

const COMMON = { tags: ['session'], security: [] };

/** How a browser logs in: a token becomes a cookie that scripts cannot read. */
export function sessionRoutes(authenticator: Authenticator) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    app.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    app.get(
      '/session',
      {
        schema: {
          ...COMMON,
          operationId: 'session',
          summary: 'Whether a token is needed, and whether this browser is logged in',
          response: { 200: Session },
        },
      },
      async ({ headers }) => ({
        required: authenticator.required,
        authenticated: authenticator.admits(headers),
      }),
    );
    app.post<{ Body: Static<typeof Login> }>(
      '/session',
      {
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
        const cookie = authenticator.logIn(body.token);
        if (cookie !== undefined) reply.header('set-cookie', cookie);
        return { required: authenticator.required, authenticated: true };
      },
    );
    app.delete(
      '/session',
      {
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
