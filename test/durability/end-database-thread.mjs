// Preloaded into the gateway: SIGUSR2 ends its worker threads, in the way that END_BY names.
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

const workers = [];
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(...values) {
    super(...values);
    workers.push(this);
  }
};
syncBuiltinESMExports();

process.on('SIGUSR2', () => {
  for (const worker of workers) {
    if (process.env.END_BY === 'termination') void worker.terminate();
    // The thread takes a message apart outside of any transaction: it fails with an error that nothing catches.
    else worker.postMessage(null);
  }
});
