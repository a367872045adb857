import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { buildConnector } from 'undici';
import { RawServer, reply } from './testing/raw-server.js';
import { Transport } from './testing/transport.js';
import { MAX_REPLY_BYTES } from './undici-adapter.js';

const BODY = '{"status":0}';

let transport: Transport;

beforeEach(async () => {
  transport = await Transport.start();
});

afterEach(async () => {
  await transport.stop();
});

describe('a request', () => {
  it('is written completely: method, path with query, headers, body', async () => {
    const call = transport.pool();
    transport.server.answerNext((socket) => socket.write(reply(BODY)));
    expect(await call('/v3/a?x=1&y=%20', '{"otp":"012345"}')).toEqual({ status: 200, data: BODY });
    const [head = '', body] = (transport.server.requests[0]?.text ?? '').split('\r\n\r\n');
    expect(body).toBe('{"otp":"012345"}');
    expect(head.split('\r\n')[0]).toBe('POST /v3/a?x=1&y=%20 HTTP/1.1');
    expect(head.toLowerCase().split('\r\n').slice(1).sort()).toEqual(
      [
        'connection: keep-alive',
        'content-length: 16',
        'content-type: application/json',
        'developer_key: dev',
        `host: ${transport.server.host}`,
      ].sort(),
    );
  });

  it('is answered when the reply arrived before the deadline and a busy process reads it afterwards', async () => {
    const call = transport.pool();
    transport.server.answerNext((socket) => {
      socket.write(reply(BODY));
      const timer = setInterval(() => {
        clearInterval(timer);
        transport.expire();
      }, 1);
      // The timer is due before the process reads.
      const until = performance.now() + 5;
      while (performance.now() < until);
    });
    expect(await call('/a')).toEqual({ status: 200, data: BODY });
  });

  it('leaves no timer behind', async () => {
    const call = transport.pool();
    transport.server.answerNext((socket) => socket.write(reply(BODY)));
    await call('/a');
    expect(jest.getTimerCount()).toBe(0);
    transport.server.answerNext((socket) => socket.resetAndDestroy());
    await call('/b');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps its connection for the next request', async () => {
    const call = transport.pool();
    for (const path of ['/a', '/b', '/c']) {
      transport.server.answerNext((socket) => socket.write(reply(BODY)));
      expect(await call(path)).toEqual({ status: 200, data: BODY });
    }
    expect(transport.server.connections).toBe(1);
  });

  it.each([400, 401, 404, 429, 500, 502])('has a reply when the status is %d', async (status) => {
    const call = transport.pool();
    transport.server.answerNext((socket) =>
      socket.write(reply('x', `HTTP/1.1 ${String(status)} Some Reason`)),
    );
    expect(await call('/a')).toEqual({ status, data: 'x' });
  });

  it('has the headers of a reply that the gateway reads, and no others', async () => {
    const headers = ['Date: a date', 'Retry-After: 7', 'Set-Cookie: a=b', 'Content-Type: text/plain'];
    transport.server.answerNext((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\n${headers.join('\r\n')}\r\ncontent-length: 0\r\n\r\n`),
    );
    expect(await transport.headersOf('/a')).toEqual({
      date: 'a date',
      'retry-after': '7',
      'content-type': 'text/plain',
    });
    transport.server.answerNext((socket) => socket.write(reply('')));
    expect(await transport.headersOf('/a')).toStrictEqual({ 'content-type': 'application/json' });
  });

  it('ignores an interim reply', async () => {
    const call = transport.pool();
    transport.server.answerNext((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${reply(BODY)}`));
    expect(await call('/a')).toEqual({ status: 200, data: BODY });
  });

  it('follows no redirect', async () => {
    const call = transport.pool();
    transport.server.answerNext((socket) => socket.write(reply('', 'HTTP/1.1 302 Found\r\nlocation: /b')));
    expect(await call('/a')).toEqual({ status: 302, data: '' });
    expect(transport.pathsSeen()).toEqual(['/a']);
  });

  it('receives the largest reply that is allowed', async () => {
    const call = transport.pool();
    const body = 'x'.repeat(MAX_REPLY_BYTES);
    transport.server.answerNext((socket) => socket.write(reply(body)));
    expect(await call('/a')).toEqual({ status: 200, data: body });
  });
});

describe('a request is not sent when', () => {
  it('the connection is refused', async () => {
    const call = transport.pool();
    const { server } = transport;
    const { host } = server;
    await server.stop();
    const outcome = await call(`http://${host}/a`);
    transport.server = await RawServer.start();
    expect(outcome).toEqual({ reason: 'econnrefused', sent: false });
  });

  it('the name cannot be resolved', async () => {
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    const call = transport.pool({
      lookup: (_name, _options, callback) => {
        callback(failure, '', 0);
      },
    });
    expect(await call('http://eko.test/a')).toEqual({ reason: 'enotfound', sent: false });
  });

  it('the other side does not speak TLS', async () => {
    const call = transport.pool();
    transport.server.answerNext((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const outcome = await call(`https://${transport.server.host}/a`);
    expect(outcome.sent).toBe(false);
  });

  it('the deadline passes during the connection attempt, and it is not sent afterwards', async () => {
    const connector = buildConnector({});
    let finishConnecting: (() => void) | undefined;
    const call = transport.pool((options, callback) => {
      const proceed = (): void => {
        connector(options, callback);
      };
      if (finishConnecting) proceed();
      else finishConnecting = proceed;
    });
    const late = call('/late');
    await new Promise(setImmediate);
    transport.expire();
    expect(await late).toEqual({ reason: 'timeout', sent: false });
    transport.server.answerNext((socket) => socket.write(reply(BODY)));
    const after = call('/next');
    finishConnecting?.();
    expect(await after).toEqual({ status: 200, data: BODY });
    expect(transport.pathsSeen()).toEqual(['/next']);
  });

  it('the clock has passed the deadline before the timer ran, as in a process that was stopped', async () => {
    const connector = buildConnector({});
    const resumedAt = Date.now() + 60_000;
    const call = transport.pool((options, callback) => {
      jest.spyOn(Date, 'now').mockReturnValue(resumedAt);
      connector(options, callback);
    });
    const outcome = await call('/late', '{"otp":"012345"}');
    jest.restoreAllMocks();
    expect(outcome).toEqual({ reason: 'timeout', sent: false });
    expect(transport.pathsSeen()).toEqual([]);
  });

  it('the deadline passes while it waits for a connection, and it is not sent afterwards', async () => {
    const call = transport.pool();
    const arrived = transport.server.next();
    const holding = call('/holding');
    const { socket } = await arrived;
    transport.holdDeadlines();
    const queued = call('/queued', '{"otp":"012345"}');
    transport.expire();
    expect(await queued).toEqual({ reason: 'timeout', sent: false });
    socket.write(reply('first'));
    expect(await holding).toEqual({ status: 200, data: 'first' });
    transport.server.answerNext((same) => same.write(reply('next')));
    expect(await call('/next')).toEqual({ status: 200, data: 'next' });
    expect(transport.pathsSeen()).toEqual(['/holding', '/next']);
  });
});
