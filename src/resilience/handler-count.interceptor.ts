import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { productOf } from './product-of.js';
import { Workload } from './workload.js';

/** Counts handlers until they have ended, also after their client has disconnected. */
@Injectable()
export class HandlerCount implements NestInterceptor {
  constructor(private readonly workload: Workload) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(finalize(this.workload.countHandler(productOf(request))));
  }
}
