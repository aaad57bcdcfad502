import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { messageOf, QueueFullError, RetryableError, UserError } from '../pipeline/errors.js';
import {
  AwayError,
  HeadersTooLargeError,
  InternalError,
  ParameterError,
  RequestError,
  RequestTimeoutError,
  RouteError,
} from './errors.js';
import { didYouMean } from './quoting.js';

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
    if (answer.statusCode === 500) request.log.error({ err: error }, 'request failed');
    return reply
      .code(answer.statusCode ?? 500)
      .type('application/json; charset=utf-8')
      .serializer(JSON.stringify)
      .send(errorBody(answer));
  });
  const paths = new Set<string>();
  app.addHook('onRoute', ({ url, schema }) => {
    if (schema !== undefined && !('hide' in schema)) paths.add(url);
  });
  app.setNotFoundHandler((request) => {
    const path = request.url.split('?', 1)[0]!;
    const hint = didYouMean(path, [...paths]) || '; /api/docs lists all calls';
    throw new RouteError(`${request.method} ${shorten(path)}`, hint);
  });
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
