import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { RecordBlock } from '../../../pipeline/intake.js';
import type { SourceContext } from '../../../pipeline/plugin.js';
import { peerAddress } from '../net/peer.js';
import { type BatchRecords, readBatch } from './batch-reader.js';
import { BodyBudget, readBody } from './body-reader.js';
import { answerOutcome, awaitOutcome } from './commit.js';
import { EventBody } from './event-schema.js';
import { HttpError, sendError } from './http-error.js';
import type { InFlight } from './in-flight.js';
import { batchKind, checkJsonType } from './media-types.js';
import { batchAnswers, fastAnswers, singleAnswers } from './schemas.js';
import { readEvent } from './single-event.js';

export interface HttpOptions {
  path: string;
  max_body: number;
  max_record: number;
  commit_timeout: number;
}

const ACCEPTED_ONE = '{"accepted":1}';
const JSON_TYPE = 'application/json; charset=utf-8';
const IDEMPOTENCY_KEY = /^[!-~][ -~]{0,254}$/;
const INVALID_TYPE = 'FST_ERR_CTP_INVALID_MEDIA_TYPE';

/** The routes of one source. They read their bodies themselves: limits differ, and bytes are kept as they came. */
export function routes(options: HttpOptions, context: SourceContext, inFlight: InFlight): FastifyPluginAsync {
  const handlers = new Handlers(options, context, inFlight);
  const unchecked = { validatorCompiler: () => () => true };
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    app.setErrorHandler(handlers.error);
    // One logger for all: a child logger per request would cost as much as taking the event.
    app.setChildLoggerFactory((logger) => logger);
    app.post(
      `${options.path}/`,
      {
        ...unchecked,
        schema: { ...describe('Take one event and wait until it is stored'), response: singleAnswers },
      },
      handlers.single,
    );
    app.post(
      `${options.path}/fast`,
      { ...unchecked, schema: { ...describe('Take one event'), response: fastAnswers } },
      handlers.fast,
    );
    app.post(`${options.path}/batch`, { ...unchecked, schema: batchSchema }, handlers.batch);
  };
}

function describe(summary: string) {
  return { tags: ['data'], summary, consumes: ['application/json'], body: EventBody };
}

const batchSchema = {
  tags: ['data'],
  summary: 'Take many events',
  headers: Type.Object({
    'idempotency-key': Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        pattern: '^[!-~][ -~]*$',
        description: 'Names this batch, e.g. by a UUID: sent again with the same key it is stored once.',
      }),
    ),
  }),
  body: {
    content: {
      'application/json': {
        schema: Type.Array(EventBody, { examples: [[{ message: 'one' }, { message: 'two' }]] }),
      },
      'application/x-ndjson': {
        schema: Type.String({
          description: 'One event per line.',
          examples: ['{"message":"one"}\n{"message":"two"}\n'],
        }),
      },
      'text/plain': {
        schema: Type.String({
          description: 'One record per line, in any format.',
          examples: ['10.0.0.1 - - [11/Nov/2025:10:20:30 +0000] "GET / HTTP/1.1" 200 5\n'],
        }),
      },
    },
  },
  response: batchAnswers,
};

class Handlers {
  readonly #budget: BodyBudget;

  constructor(
    private readonly options: HttpOptions,
    private readonly context: SourceContext,
    private readonly inFlight: InFlight,
  ) {
    // Two of the largest bodies at once, or many small ones.
    this.#budget = new BodyBudget(2 * Math.max(options.max_body, options.max_record));
  }

  readonly error = (error: Error, _request: FastifyRequest, reply: FastifyReply): void => {
    const type = (error as { code?: string }).code === INVALID_TYPE;
    sendError(
      type ? new HttpError(415, 'LAF_UNSUPPORTED_MEDIA_TYPE', 'the Content-Type cannot be read') : error,
      reply,
    );
  };

  readonly fast = async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const body = await this.#eventBody(request);
    this.inFlight.enter();
    try {
      await this.context.intake.append(eventBlock(readEvent(body), request));
    } finally {
      this.inFlight.leave();
      this.#budget.release(body.length);
    }
    reply.code(202).header('content-type', JSON_TYPE);
    return ACCEPTED_ONE;
  };

  readonly single = async (request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const { intake, store } = this.context;
    const body = await this.#eventBody(request);
    this.inFlight.enter();
    try {
      const receipt = await intake.append(eventBlock(readEvent(body), request));
      const timeout = this.options.commit_timeout;
      const outcome = await awaitOutcome(store, receipt.chunkId, timeout, this.inFlight);
      return await answerOutcome(outcome, receipt, store, reply);
    } finally {
      this.inFlight.leave();
      this.#budget.release(body.length);
    }
  };

  readonly batch = async (request: FastifyRequest, reply: FastifyReply): Promise<object> => {
    const kind = batchKind(request.headers['content-type']);
    const body = await readBody(request.headers, request.raw, this.options.max_body, this.#budget);
    this.inFlight.enter();
    try {
      const records = await readBatch(body, kind, this.options.max_record);
      const contentType = kind === 'text' ? 'text/plain' : 'application/json';
      const peer = peerAddress(request.ip);
      const named = names(request);
      await this.#append(
        records.blocks.map((block, i) => ({ ...block, transport: 'http', peer, contentType, ...named(i) })),
      );
      reply.code(202);
      return batchAnswer(records);
    } finally {
      this.inFlight.leave();
      this.#budget.release(body.length);
    }
  };

  #eventBody(request: FastifyRequest): Promise<Buffer> {
    checkJsonType(request.headers['content-type']);
    return readBody(request.headers, request.raw, this.options.max_record, this.#budget);
  }

  /**
   * All blocks or none: when the first finds the queue full, nothing was taken and the client hears so. The others then
   * wait for room, since a refusal would make the client send what is already durable again.
   */
  async #append(blocks: RecordBlock[]): Promise<void> {
    const { intake } = this.context;
    const [first, ...others] = blocks;
    if (first === undefined) return;
    await intake.append(first);
    const pending: Promise<unknown>[] = [];
    for (const block of others) {
      if (intake.full) await intake.room();
      const append = intake.appendPatiently(block);
      // Heard of below; without this, a failure while another block waits for room would end the process.
      append.catch(() => undefined);
      pending.push(append);
    }
    await Promise.all(pending);
  }
}

/**
 * What names each block of a request that may be sent again (Idempotency-Key, draft-ietf-httpapi-idempotency-key-header);
 * nothing when it has no such header.
 *
 * @throws HttpError 400
 */
function names({ headers }: FastifyRequest): (block: number) => { name?: string } {
  const key = headers['idempotency-key'];
  if (key === undefined) return () => ({});
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) {
    throw new HttpError(
      400,
      'LAF_IDEMPOTENCY_KEY',
      `Idempotency-Key: ${JSON.stringify(key).slice(0, 80)} is no key; allowed are 1 to 255 printable ASCII characters`,
    );
  }
  return (block) => ({ name: `${key}\n${block}` });
}

function eventBlock(record: Buffer, request: FastifyRequest): RecordBlock {
  return {
    body: record,
    count: 1,
    lengths: [record.length],
    transport: 'http',
    peer: peerAddress(request.ip),
    contentType: 'application/json',
  };
}

function batchAnswer({ accepted, rejected, rejectedTotal }: BatchRecords): object {
  return { accepted, rejected, ...(rejectedTotal > rejected.length && { rejected_total: rejectedTotal }) };
}
