import type { FastifyInstance } from 'fastify';
import { reached } from '../../observability/step-points.js';
import { Answered } from '../steps/answers.js';

/** Sends what the handlers of steps return byte for byte, and marks a replay. */
export function sendAnswers(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    if (payload instanceof Answered) {
      const { answer, replayed } = payload;
      reached('answering');
      if (answer.code !== undefined) request.problemCode = answer.code;
      if (replayed) reply.header('Idempotency-Replayed', 'true');
      for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value);
      reply.code(answer.status).type(`${answer.contentType}; charset=utf-8`).serializer(bodyOf);
    }
    done(null, payload);
  });
}

function bodyOf({ answer }: Answered): string {
  return answer.body;
}
