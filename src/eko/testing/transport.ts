import { jest } from '@jest/globals';
import { Agent } from 'undici';
import { axiosOver, TransportFailure } from '../undici-adapter.js';
import { RawServer } from './raw-server.js';

/** Long enough that only `expire` ends a call: the tests advance the clock themselves. */
const TIMEOUT_MS = 10_000;

/** A reply, or the reason of its absence and whether the request may have been sent. */
export interface Outcome {
  readonly status?: number;
  readonly data?: string;
  readonly reason?: string;
  readonly sent?: boolean;
}

type Caller = (path: string, body?: string) => Promise<Outcome>;

/** The adapter against a raw server, with the adapter's deadlines on a clock that the test controls. */
export class Transport {
  private readonly agents: Agent[] = [];

  private constructor(public server: RawServer) {}

  static async start(): Promise<Transport> {
    // Only setTimeout is faked; sockets and undici use the other functions.
    jest.useFakeTimers({
      doNotFake: [
        'Date',
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
      ],
    });
    return new Transport(await RawServer.start());
  }

  async stop(): Promise<void> {
    jest.useRealTimers();
    await Promise.all(this.agents.map((agent) => agent.destroy()));
    await this.server.stop();
  }

  /** The headers of the reply to a request. */
  async headersOf(path: string): Promise<unknown> {
    const agent = new Agent({ connections: 1 });
    this.agents.push(agent);
    const deadline = Date.now() + TIMEOUT_MS;
    const { headers } = await axiosOver(agent).request({
      method: 'GET',
      url: `http://${this.server.host}${path}`,
      deadline,
    });
    return JSON.parse(JSON.stringify(headers));
  }

  /** Makes calls over a pool of one connection; a path is requested from the raw server, a URL from its host. */
  pool(connect: Agent.Options['connect'] = {}): Caller {
    const agent = new Agent({ connections: 1, headersTimeout: 0, bodyTimeout: 0, connect });
    this.agents.push(agent);
    const axios = axiosOver(agent);
    return async (path, body) => {
      const url = path.startsWith('/') ? `http://${this.server.host}${path}` : path;
      const method = body === undefined ? 'GET' : 'POST';
      const wireHeaders = ['content-type', 'application/json', 'developer_key', 'dev'];
      try {
        const deadline = Date.now() + TIMEOUT_MS;
        const { status, data } = await axios.request<string>({
          method,
          url,
          data: body,
          wireHeaders,
          deadline,
        });
        return { status, data };
      } catch (error) {
        if (error instanceof TransportFailure) return { reason: error.reason, sent: error.sent };
        throw error;
      }
    };
  }

  /** Lets the deadline of every running call pass. */
  readonly expire = (): void => {
    jest.advanceTimersByTime(TIMEOUT_MS);
  };

  /** Removes the deadline of every running call. */
  readonly holdDeadlines = (): void => {
    jest.clearAllTimers();
  };

  pathsSeen(): string[] {
    return this.server.requests.map(({ text }) => text.split(' ')[1] ?? '');
  }
}
