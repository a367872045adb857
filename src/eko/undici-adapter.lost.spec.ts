import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reply } from './testing/raw-server.js';
import { Transport, type Outcome } from './testing/transport.js';
import { MAX_REPLY_BYTES } from './undici-adapter.js';

const BODY = '{"status":0}';

let transport: Transport;

beforeEach(async () => {
  transport = await Transport.start();
});

afterEach(async () => {
  await transport.stop();
});

describe('a request is sent, and its answer lost, when', () => {
  async function outcomeOf(answer: (socket: Socket) => void): Promise<Outcome> {
    const call = transport.pool();
    transport.server.answerNext(answer);
    const outcome = await call('/a', '{"otp":"012345"}');
    expect(transport.pathsSeen()).toEqual(['/a']);
    return outcome;
  }

  it('no answer comes before the deadline', async () => {
    expect(await outcomeOf(transport.expire)).toEqual({ reason: 'timeout', sent: true });
  });

  it('the answer is not finished before the deadline', async () => {
    const outcome = await outcomeOf((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"status"', transport.expire);
    });
    expect(outcome).toEqual({ reason: 'timeout', sent: true });
  });

  it('the connection is reset', async () => {
    expect(await outcomeOf((socket) => socket.resetAndDestroy())).toEqual({
      reason: 'econnreset',
      sent: true,
    });
  });

  it.each<[string, string]>([
    ['the connection is closed', ''],
    ['the answer is cut off before its content-length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}'],
    ['the answer is cut off within its headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['a chunked answer is cut off', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'],
    ['the answer is no HTTP', '220 mail.example.in ESMTP\r\n'],
    ['the headers have no end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(64 * 1024)}\r\n\r\n`],
  ])('%s', async (_, text) => {
    const outcome = await outcomeOf((socket) => socket.end(text));
    expect(outcome.sent).toBe(true);
    expect(outcome.reason).toMatch(/^[a-z_]+$/);
  });

  it('the answer is larger than the maximum', async () => {
    const body = 'x'.repeat(MAX_REPLY_BYTES + 1);
    expect(await outcomeOf((socket) => socket.write(reply(body)))).toEqual({
      reason: 'oversized',
      sent: true,
    });
  });

  it('the answer is cut off at the maximum', async () => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${MAX_REPLY_BYTES + 1}\r\n\r\n`;
    const outcome = await outcomeOf((socket) => socket.end(head + 'x'.repeat(MAX_REPLY_BYTES)));
    expect(outcome).toEqual({ reason: 'und_err_socket', sent: true });
  });

  it('the answer has no end', async () => {
    const outcome = await outcomeOf((socket) => {
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(5)}`);
    });
    expect(outcome).toEqual({ reason: 'oversized', sent: true });
  });

  it.each([['GET', undefined] as const, ['POST', '{}'] as const])(
    'a reused connection breaks during a %s, which is not sent a second time',
    async (_, body) => {
      const call = transport.pool();
      transport.server.answerNext((socket) => socket.write(reply(BODY)));
      await call('/first');
      transport.server.answerNext((socket) => socket.resetAndDestroy());
      expect(await call('/second', body)).toEqual({ reason: 'econnreset', sent: true });
      transport.server.answerNext((socket) => socket.write(reply(BODY)));
      expect(await call('/third')).toEqual({ status: 200, data: BODY });
      expect(transport.pathsSeen()).toEqual(['/first', '/second', '/third']);
    },
  );
});

it('the call times out, and its pool then serves the next call', async () => {
  const call = transport.pool();
  transport.server.answerNext(transport.expire);
  expect(await call('/lost')).toEqual({ reason: 'timeout', sent: true });
  transport.server.answerNext((socket) => socket.write(reply(BODY)));
  expect(await call('/next')).toEqual({ status: 200, data: BODY });
});
