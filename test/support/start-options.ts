import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pipe } from './pipe.js';

/** How a gateway's process is started; `main` is run instead of this build. */
export interface StartOptions {
  /** Pipes instead of the usual streams, with open reading ends. stdout is read from the start on. */
  readonly stdout?: Pipe;
  readonly stderr?: Pipe;
  /** The gateway is process 1 of its own namespace, as in a container. */
  readonly asPid1?: boolean;
  readonly main?: string;
}

/** Runs a command as PID 1 of its own namespace. */
export const AS_PID_1 = [
  'unshare',
  '--user',
  '--map-root-user',
  '--pid',
  '--fork',
  '--mount-proc',
  '--kill-child',
];

/**
 * Node.js with the space for new objects that it would grow to (docs/operations.md), from the start on: a start, which is
 * most of what the process of a test does, collects garbage less often.
 */
export const NODE = [process.execPath, '--min-semi-space-size=16', '--max-semi-space-size=16'] as const;

/** The compile cache of the processes that tests start. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), 'eko-gateway-compile-cache') } as const;
