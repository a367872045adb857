import { reached } from '../../observability/step-points.js';
import type { FastifyReply } from 'fastify';
import type { Answered } from '../steps/answers.js';

/** Sends an answer byte for byte, and says so when it was given before. */
export function sendAnswer(reply: FastifyReply, { answer, replayed }: Answered): void {
  reached('answering');
  if (answer.code !== undefined) reply.request.problemCode = answer.code;
  if (replayed) reply.header('Idempotency-Replayed', 'true');
  for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value);
  void reply.code(answer.status).type(`${answer.contentType}; charset=utf-8`).send(answer.body);
}
