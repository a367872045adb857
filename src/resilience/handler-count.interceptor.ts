import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { finalize, type Observable } from 'rxjs';
import { Workload } from './workload.js';

/** Counts handlers until they have ended, whether or not anyone still waits for their answer. */
@Injectable()
export class HandlerCount implements NestInterceptor {
  constructor(private readonly workload: Workload) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.workload.handlerBegan();
    return next.handle().pipe(
      finalize(() => {
        this.workload.handlerEnded();
      }),
    );
  }
}
