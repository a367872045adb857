type Stop = (signal: NodeJS.Signals) => void;

/** While it starts nothing is under way, and what is kept survives the end at any time. */
let stop: Stop = () => {
  process.exit(0);
};

/**
 * Takes the signals that end the process, from its first moment on: PID 1 is not ended by a signal that it does not
 * handle. And SIGUSR1, at which node opens its inspector to whoever reaches port 9229 of the pod.
 */
export function handleSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      stop(signal);
    });
  process.on('SIGUSR1', () => undefined);
}

/** From now on `next` ends the process. */
export function onStopSignal(next: Stop): void {
  stop = next;
}
