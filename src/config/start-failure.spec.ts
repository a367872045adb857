import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { listenFailure, StartFailure } from './start-failure.js';

/** The error of a server of Node.js that cannot listen there. */
async function errorAt(host: string, port: number): Promise<unknown> {
  const [error] = (await once(createServer().listen(port, host), 'error')) as [unknown];
  return error;
}

describe('the reason why a server does not listen', () => {
  test.each(['203.0.113.9', 'no.such.host.invalid'])(
    'is that the machine does not have the address %s',
    async (host) => {
      const failure = listenFailure(await errorAt(host, 0), 'PORT', { host, port: 0 });
      expect(failure).toBeInstanceOf(StartFailure);
      expect(failure.message).toBe(
        `HOST ${host} is not an address of this machine: set it to one that is, or to 0.0.0.0 or :: for all of them.`,
      );
    },
  );

  test('is a port that is in use', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const error = await errorAt('127.0.0.1', port);
    holder.close();
    expect(listenFailure(error, 'METRICS_PORT', { host: '127.0.0.1', port })).toEqual(
      new StartFailure(
        `Port ${port} of 127.0.0.1 is in use: stop what listens there, or set METRICS_PORT to another port.`,
      ),
    );
  });

  test('is a port of the system', () => {
    const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    expect(listenFailure(error, 'PORT', { host: '127.0.0.1', port: 80 })).toEqual(
      new StartFailure('This user may not listen on port 80: set PORT to a port above 1023.'),
    );
  });

  test('is the error itself if it is unknown', () => {
    const error = Object.assign(new Error('listen'), { code: 'EMFILE' });
    expect(listenFailure(error, 'PORT', { host: '127.0.0.1', port: 1 })).toBe(error);
  });
});
