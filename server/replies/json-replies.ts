import type { FastifyReply } from 'fastify';

/** Answers with JSON that is text already, as it stands. */
export function sendJsonText(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .type('application/json; charset=utf-8')
    .serializer((payload: string) => payload)
    .send(text);
}
