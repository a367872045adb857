// Loaded into a gateway by NODE_OPTIONS: from one SIGUSR2 to the next its event loop is blocked again and again.
const BLOCKED_MS = 100;
/** What requests are read and answered in. */
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
