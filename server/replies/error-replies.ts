import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { messageOf, QueueFullError, RetryableError, UserError } from '../../pipeline/errors.js';
import { didYouMean } from '../parameters/quoting.js';
import {
  AwayError,
  HeadersTooLargeError,
  InternalError,
  MethodError,
  ParameterError,
  RequestError,
  RequestTimeoutError,
  RouteError,
} from './errors.js';

/** The address and all headers of a request together. Long filters fit; a flood of headers does not. */
export const MAX_HEADER_BYTES = 16 * 1024;

const RETRY_AFTER_SECONDS = 1;

export interface ErrorBody {
  statusCode: number;
  code: string;
  error: string;
  message: string;
}

type CodedError = Pick<FastifyError, 'code' | 'message' | 'statusCode'>;

/** An error as the body every failed call answers with. */
export function errorBody(error: CodedError): ErrorBody {
  const statusCode = error.statusCode ?? 500;
  return { statusCode, code: error.code, error: STATUS_CODES[statusCode] ?? 'Error', message: error.message };
}

/** Gives all errors of the app one shape, those of mounted routes too. */
export function installErrorReplies(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const answer = answerTo(error, request, reply);
    // A query that was broken off because its caller has gone is no failure, and nobody reads the answer.
    if (answer.statusCode === 500 && !reply.raw.destroyed)
      request.log.error({ err: error }, 'request failed');
    return reply
      .code(answer.statusCode ?? 500)
      .type('application/json; charset=utf-8')
      .serializer(JSON.stringify)
      .send(errorBody(answer));
  });
  const calls = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method, schema }) => {
    if (schema === undefined || 'hide' in schema) return;
    const methods = calls.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    calls.set(url, methods);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    const call = `${request.method} ${shorten(path)}`;
    // A path without parameters comes before one with, as it does where there is such a call.
    const urls = [...calls.keys()].filter((url) => matches(url, path));
    const url = urls.find((url) => !url.includes(':')) ?? urls[0];
    if (url !== undefined) {
      const allowed = [...calls.get(url)!].join(', ');
      reply.header('allow', allowed);
      throw new MethodError(call, allowed);
    }
    throw new RouteError(call, didYouMean(path, [...calls.keys()]) || '; /api/docs lists all calls');
  });
}

/** Whether a path is one of the route's, `/logs/:id` for one. */
function matches(url: string, path: string): boolean {
  const [parts, given] = [url, path].map((text) => text.replace(/\/$/, '').split('/')) as [
    string[],
    string[],
  ];
  return (
    parts.length === given.length &&
    parts.every((part, index) => part === given[index] || (part.startsWith(':') && given[index] !== ''))
  );
}

function answerTo(error: FastifyError, request: FastifyRequest, reply: FastifyReply): CodedError {
  if (error instanceof RetryableError) {
    const seconds = error instanceof QueueFullError ? error.retryAfterSeconds : RETRY_AFTER_SECONDS;
    reply.header('retry-after', String(seconds));
    return new AwayError(error.message);
  }
  if (error instanceof UserError) return new ParameterError(error.message);
  const known = typeof error?.statusCode === 'number' && typeof error.code === 'string';
  return known && error.statusCode! < 600 ? error : new InternalError(request.id);
}

function shorten(path: string): string {
  return path.length <= 100 ? path : `${path.slice(0, 100)}…`;
}

/** Answers what was no request at all, for which Fastify has no reply. */
export function replyToClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') refuse(socket, new RequestTimeoutError());
  else if (error.code === 'HPE_HEADER_OVERFLOW') refuse(socket, new HeadersTooLargeError(MAX_HEADER_BYTES));
  else refuse(socket, new RequestError(messageOf(error)));
}

/** Writes an error as a whole HTTP response to a bare socket and ends it. */
export function refuse(socket: Socket, error: CodedError): void {
  const body = errorBody(error);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${body.statusCode} ${body.error}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${text}`);
  socket.destroySoon();
}
