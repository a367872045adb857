import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { Problem, problemBody } from '../errors/problem.js';

/**
 * Answers what node's parser cannot read as a request at all (broken framing, headers beyond its limit, too slow)
 * and closes the connection, since nothing after it can be trusted.
 */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const requestId = randomUUID();
  const body = JSON.stringify(problemBody(new Problem('MALFORMED_REQUEST'), requestId));
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
