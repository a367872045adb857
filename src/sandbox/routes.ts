import { plainAnswer, Refusal } from './http-answer.js';
import { customerAccountRoutes } from './products/customer-account.js';
import { dmtFinoRoutes } from './products/dmt-fino.js';
import { ppiDigikhataRoutes } from './products/ppi-digikhata.js';
import { ppiLevinRoutes } from './products/ppi-levin.js';
import type { Route } from './step-call.js';

const ROUTES: readonly Route[] = [
  ...customerAccountRoutes,
  ...dmtFinoRoutes,
  ...ppiDigikhataRoutes,
  ...ppiLevinRoutes,
];

const PATTERNS = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace('{customer_id}', '(?<customer>[^/]+)')}$`),
}));

/**
 * The route of a call, and the customer's mobile number in its path.
 * @throws Refusal 404 with Eko's text for an unknown path, 405 for a known path with another method
 */
export function findRoute(method: string, path: string): { route: Route; mobile: string } {
  const allowed: string[] = [];
  for (const { route, pattern } of PATTERNS) {
    const mobile = pattern.exec(path)?.groups?.['customer'];
    if (mobile === undefined) continue;
    if (route.method === method) return { route, mobile };
    allowed.push(route.method);
  }
  if (allowed.length === 0) throw new Refusal('no mapping rule', plainAnswer(404, 'No Mapping Rule matched'));
  throw new Refusal('method', plainAnswer(405, 'Method Not Allowed', { allow: allowed.join(', ') }));
}
