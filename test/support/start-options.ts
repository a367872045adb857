import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pipe } from './pipe.js';

/** How the process is started, where that matters; `main` is run instead of this build. */
export interface StartOptions {
  /** Pipes instead of the usual streams; each needs a reader before the start, and stdout is read from then on. */
  readonly stdout?: Pipe;
  readonly stderr?: Pipe;
  /** As the first process of its own namespace, as in a container. */
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

/** Where the processes that tests start find their modules compiled. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), 'eko-gateway-compile-cache') } as const;
