// Loaded into a gateway by NODE_OPTIONS: between two SIGUSR2 its event loop is blocked repeatedly.
const BLOCKED_MS = 100;
/** The pause in which requests are read and answered. */
const FREE_MS = 5;

let timer;

function block() {
  const end = performance.now() + BLOCKED_MS;
  while (performance.now() < end);
  timer = setTimeout(block, FREE_MS);
}

process.on('SIGUSR2', () => {
  if (timer === undefined) {
    block();
    return;
  }
  clearTimeout(timer);
  timer = undefined;
});
