import { Controller, Get, Header, Param } from '@nestjs/common';
import { Documented } from './documented.js';
import { Public } from './route-policy.js';
import { CATALOGUE, problemByName, RETRY_ADVICE } from '../errors/catalogue.js';
import { Problem } from '../errors/problem.js';

/** The pages at the `type` addresses of problems. */
@Controller('problems')
export class ProblemsController {
  @Get(':name')
  @Public()
  @Documented(({ ApiExcludeEndpoint }) => ApiExcludeEndpoint())
  @Header('content-type', 'text/html; charset=utf-8')
  page(@Param('name') name: string): string {
    const code = problemByName(name);
    if (!code) throw new Problem('ROUTE_NOT_FOUND');
    const { status, title, detail, retry } = CATALOGUE[code];
    return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${code}</title>
<h1>${title}</h1>
<p><code>${code}</code>, HTTP ${String(status)}</p>
<p>${detail.replaceAll('<', '&lt;')}</p>
<p><code>retry</code>: <code>${retry}</code>. ${RETRY_ADVICE[retry]}</p>
</html>
`;
  }
}
