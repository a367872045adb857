type Stop = (signal: NodeJS.Signals) => void;

/** During the start no request runs, and stored data survives an exit at any time. */
let stop: Stop = () => {
  process.exit(0);
};

/**
 * Handles the signals that end the process, from its start on: a signal without a handler does not end PID 1. Also
 * handles SIGUSR1, at which node would open its inspector to every client that reaches port 9229 of the pod.
 */
export function handleSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      stop(signal);
    });
  process.on('SIGUSR1', () => undefined);
}

/** Replaces the handler that ends the process. */
export function onStopSignal(next: Stop): void {
  stop = next;
}
