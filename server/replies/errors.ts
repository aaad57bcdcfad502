import createError from '@fastify/error';

/*
 * Every error this server answers with by itself, in one place; docs/api.md lists them. Fastify's own (`FST_ERR_…`:
 * a body too large, a media type nobody reads) keep their codes. All share the shape {statusCode, code, error, message}.
 */

/** A parameter or a field of the body is wrong. `%s`: which one, the bad value and what is allowed. */
export const ParameterError = createError('LAF_PARAMETER', '%s', 400);
/** The filter cannot be read. `%s`: what is wrong, with the position and a caret. */
export const FilterError = createError('LAF_FILTER', '%s', 400);
/** The request is not HTTP that this server reads. `%s`: why. */
export const RequestError = createError('LAF_REQUEST', 'not a request this server reads: %s', 400);
export const TokenMissingError = createError(
  'LAF_TOKEN_MISSING',
  'this call needs a token: send the header "Authorization: Bearer <token>", or sign in at / with a browser',
  401,
);
export const TokenWrongError = createError(
  'LAF_TOKEN_WRONG',
  'the token is not one of API_TOKENS, nor one of those that "laf token list" shows as good',
  401,
);
/** `%s`: the scope needed; `%s`: those there are. */
export const ScopeError = createError(
  'LAF_SCOPE',
  'this call needs a token with the scope %s; this one has %s',
  403,
);
/** `%s`: the page's origin; `%s`: what is allowed. */
export const OriginError = createError(
  'LAF_ORIGIN',
  'pages of %s may not open the live feed; allowed: %s',
  403,
);
/** `%s`: the page's origin. */
export const ForeignPageError = createError(
  'LAF_FOREIGN_PAGE',
  'pages of another origin (%s) may not use a session of this server',
  403,
);
/** `%s`: method and path; `%s`: a hint or ''. */
export const RouteError = createError('LAF_NO_ROUTE', 'there is no %s%s', 404);
/** `%s`: method and path; `%s`: the methods there are. */
export const MethodError = createError('LAF_METHOD', 'there is no %s; allowed are %s', 405);
export const LogMissingError = createError('LAF_NO_LOG', 'there is no log with the id %s', 404);
export const DeadLetterMissingError = createError(
  'LAF_NO_DEAD_LETTER',
  'there is no dead letter with the key %s',
  404,
);
/** `%s`: calls, `%s`: seconds they are counted over, `%s`: seconds to wait. */
export const TooManyError = createError(
  'LAF_TOO_MANY',
  'too many calls: allowed are %s in %s s; try again in %s s',
  429,
);
export const RequestTimeoutError = createError('LAF_TIMEOUT', 'the request took too long to arrive', 408);
export const UpgradeNeededError = createError(
  'LAF_UPGRADE',
  '/ws/logs is a WebSocket: connect to it with ws:// (docs/live-feed.md)',
  426,
);
export const HeadersTooLargeError = createError(
  'LAF_HEADERS',
  'the address and headers of the request are larger than %s bytes',
  431,
);
/** The details stay in the log of the server, under the same request id. `%s`: that id. */
export const InternalError = createError(
  'LAF_INTERNAL',
  'something went wrong in the server; its log has the details under request id %s',
  500,
);
/** `%s`: what is away. */
export const AwayError = createError('LAF_AWAY', '%s', 503);
