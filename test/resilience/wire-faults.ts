import type { Socket } from 'node:net';
import { http, type Behaviour } from './raw-upstream.js';

/** A fault after a request was written, which makes its outcome unknown. */
export interface WireFault {
  readonly name: string;
  readonly behaviour: Behaviour;
}

const COMPLETED = { status: 0, response_status_id: 0, response_type_id: 309, data: {} };
const reset = (socket: Socket): void => {
  socket.resetAndDestroy();
};
const write =
  (...parts: readonly string[]) =>
  (socket: Socket): void => {
    socket.write(parts.join(''));
  };
const writeAndClose =
  (text: string) =>
  (socket: Socket): void => {
    socket.end(text);
  };
const writeAndReset =
  (text: string) =>
  (socket: Socket): void => {
    socket.write(text, () => socket.resetAndDestroy());
  };
const drip =
  (text: string) =>
  (socket: Socket): void => {
    let sent = 0;
    const timer = setInterval(() => {
      socket.write(text.charAt(sent++));
    }, 1000);
    socket.on('close', () => {
      clearInterval(timer);
    });
  };

/** Each answer is lost: it would mean COMPLETED if it could be read. */
export const LOST: readonly WireFault[] = [
  { name: 'hangs after the request', behaviour: { onRequest: () => undefined } },
  { name: 'resets after the head of the request', behaviour: { onHead: reset } },
  { name: 'resets after the request', behaviour: { onRequest: reset } },
  { name: 'closes after the request', behaviour: { onRequest: writeAndClose('') } },
  {
    name: 'resets within the head of the reply',
    behaviour: { onRequest: writeAndReset('HTTP/1.1 200 OK\r\ncontent-ty') },
  },
  {
    name: 'resets within the body of the reply',
    behaviour: { onRequest: writeAndReset(http(200, COMPLETED, 5000)) },
  },
  { name: 'closes after half a body', behaviour: { onRequest: writeAndClose(http(200, COMPLETED, 5000)) } },
  { name: 'never ends a body', behaviour: { onRequest: write(http(200, COMPLETED, 5000)) } },
  { name: 'claims too short a length', behaviour: { onRequest: writeAndClose(http(200, COMPLETED, 20)) } },
  { name: 'sends one byte a second', behaviour: { onRequest: drip(http(200, COMPLETED)) } },
  { name: 'speaks no HTTP', behaviour: { onRequest: writeAndClose('SSH-2.0-OpenSSH_9.2\r\n') } },
  { name: 'answers 500', behaviour: { onRequest: write(http(500, { message: 'failed' })) } },
  { name: 'answers 502 with a page', behaviour: { onRequest: write(http(502, '<html>Bad Gateway</html>')) } },
  { name: 'answers 503', behaviour: { onRequest: write(http(503, '')) } },
];
