import type { Agent, ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

// An import would load the undici that is built into Node.js (decision 0019).
const { Agent: HttpAgent } = process.getBuiltinModule('node:http');

type Opened = (error: Error | null, stream?: Duplex) => void;

/** An agent of node:http whose connections are the tunnels that `open` makes, with TLS inside for an https URL. */
export function tunnelAgent(destination: string, open: () => Promise<Duplex>): Agent {
  const usesTls = destination.startsWith('https:');
  const agent = usesTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const startTls = agent.createConnection.bind(agent);
  const connect = async (options: ClientRequestArgs, opened: Opened): Promise<void> => {
    try {
      const socket = await open();
      const stream = usesTls ? startTls({ ...options, socket } as ClientRequestArgs) : socket;
      opened(null, stream ?? socket);
    } catch (error) {
      opened(error instanceof Error ? error : new Error('no connection'));
    }
  };
  agent.createConnection = (options, opened) => {
    void connect(options, opened as Opened);
    return undefined;
  };
  return agent;
}
