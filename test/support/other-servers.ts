import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OnboardingError } from '../../clients/typescript/src/index.js';

const servers: Server[] = [];

/** The address of a server that is not the gateway, or of a gateway that is newer. */
export async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The address of a server that answers everything with this. */
export function servingText(status: number, type: string, text: string): Promise<string> {
  return serving((_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(text);
  });
}

/** Stops the servers of a test. */
export async function stopServing(): Promise<void> {
  for (const server of servers.splice(0)) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

/** The error of a call. @throws Error when it succeeds, or fails with another error */
export async function errorOf(call: Promise<unknown>): Promise<OnboardingError> {
  const result = await call.catch((error: unknown) => error);
  if (!(result instanceof OnboardingError)) throw new Error(`No OnboardingError but ${String(result)}`);
  return result;
}
