import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemBody, problemHeaders, type Problem } from './problem.js';

/** Writes a problem as `application/problem+json` with the headers that belong to it. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  request.problemCode = problem.code;
  void reply
    .code(problem.status)
    .headers(problemHeaders(problem))
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemBody(problem, request.id)));
}
