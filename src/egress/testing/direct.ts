import { Egress } from '../egress.js';

/** A way out without any proxy. */
export function directEgress(): Egress {
  return new Egress({ egress: { proxyOf: () => undefined } });
}
