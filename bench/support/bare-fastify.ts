/* A Fastify route that answers 202 and does nothing: what POST /data/fast is compared with. Prints its address. */
import fastify from 'fastify';

const app = fastify({ logger: false });
app.post('/data/fast', async (_request, reply) => reply.code(202).send({ accepted: 1 }));
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${address}\n`);
