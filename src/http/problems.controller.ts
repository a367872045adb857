import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Documented } from './documented.js';
import { present } from './html.js';
import { problemExplained, problemList } from './problem-pages.js';
import { Public } from './route-policy.js';
import { problemByName, type ProblemCode } from '../errors/catalogue.js';
import { Problem } from '../errors/problem.js';

/** Injection token of an answer with each problem, by its code. */
export const PROBLEM_EXAMPLES = 'problem examples';

/** The pages at the `type` addresses of problems, and their list. */
@Controller('problems')
export class ProblemsController {
  constructor(@Inject(PROBLEM_EXAMPLES) private readonly examples: Readonly<Record<ProblemCode, object>>) {}

  @Get()
  @Public()
  @Documented(({ ApiExcludeEndpoint }) => ApiExcludeEndpoint())
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string | object {
    return present(request, reply, problemList());
  }

  @Get(':name')
  @Public()
  @Documented(({ ApiExcludeEndpoint }) => ApiExcludeEndpoint())
  explain(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | object {
    const code = problemByName(name);
    if (!code) throw new Problem('ROUTE_NOT_FOUND');
    return present(request, reply, problemExplained(code, this.examples[code]));
  }
}
