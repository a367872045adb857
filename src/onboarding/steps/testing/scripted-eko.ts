import { Dispatcher } from 'undici';

/**
 * The fate of one request: it gets an envelope of Eko or another HTTP reply, its reply is lost after it was sent, or
 * it is not sent.
 */
export type Scripted = object | HttpReply | 'lost' | 'not sent';

/** An HTTP reply that need not be an envelope. */
export class HttpReply {
  constructor(
    readonly status: number,
    readonly body = '',
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** One request as Eko receives it. */
export interface EkoRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The query of a GET, the body otherwise. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Replaces the connections to Eko: its replies are read from bytes, as those of a socket. */
export class ScriptedEko extends Dispatcher {
  /** What was sent, in order. */
  readonly requests: EkoRequest[] = [];
  private readonly script: (Scripted | Promise<Scripted>)[] = [];
  private unscripted = 0;

  /** @param note is called for each request that arrives, and for each that is cancelled */
  constructor(private readonly note: (what: string) => void) {
    super();
  }

  /** Scripts the next requests, in order; a promise delays the reply. */
  will(...script: readonly (Scripted | Promise<Scripted>)[]): void {
    this.script.push(...script);
  }

  /** Removes the scripted replies that were not used. @returns their number */
  forget(): number {
    return this.script.splice(0).length;
  }

  /** @throws when a request was not scripted, or a scripted request was not made */
  finish(): void {
    if (this.unscripted > 0) throw new Error(`${this.unscripted} requests to Eko were not expected`);
    if (this.script.length > 0) throw new Error(`${this.script.length} requests to Eko were not made`);
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    void this.answer(options, handler);
    return true;
  }

  private async answer(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): Promise<void> {
    if (this.script.length === 0) this.unscripted += 1;
    const next = this.script.shift() ?? 'not sent';
    const controller = new Controller((reason) => {
      this.note('eko request cancelled');
      handler.onResponseError?.(controller, reason);
    });
    if (next !== 'not sent') {
      handler.onRequestStart?.(controller, {});
      if (controller.aborted) return;
      const request = requestOf(options);
      this.requests.push(request);
      this.note(`eko ${request.method} ${request.path}`);
    }
    const scripted = await Promise.resolve(next);
    if (controller.aborted) return;
    if (scripted === 'not sent' || scripted === 'lost') {
      // Two codes of undici after which the gateway does not retry.
      const code = scripted === 'lost' ? 'ECONNRESET' : 'UND_ERR_DESTROYED';
      handler.onResponseError?.(controller, Object.assign(new Error(code), { code }));
      return;
    }
    const { status, body, headers } =
      scripted instanceof HttpReply ? scripted : new HttpReply(200, JSON.stringify(scripted));
    handler.onResponseStart?.(controller, status, headers, '');
    handler.onResponseData?.(controller, Buffer.from(body));
    handler.onResponseEnd?.(controller, {});
  }
}

/** Can only abort a request. */
class Controller implements Dispatcher.DispatchController {
  aborted = false;
  readonly paused = false;
  readonly reason = null;
  readonly rawHeaders = null;
  readonly rawTrailers = null;

  constructor(private readonly onAbort: (reason: Error) => void) {}

  abort(reason: Error): void {
    this.aborted = true;
    this.onAbort(reason);
  }

  pause(): void {
    throw new Error('a scripted reply is not paused');
  }

  resume(): void {
    throw new Error('a scripted reply is not resumed');
  }
}

function requestOf({ method, path, body }: Dispatcher.DispatchOptions): EkoRequest {
  const { pathname, searchParams } = new URL(path, 'http://eko.test');
  const fields =
    typeof body === 'string'
      ? (JSON.parse(body) as Record<string, unknown>)
      : Object.fromEntries(searchParams);
  return { method, path: pathname, fields };
}
