/** The process cannot start. The message is one sentence that states what the operator must do, without secrets. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

/**
 * The operator's message for a server's failure to listen.
 * @param variable PORT or METRICS_PORT
 * @returns the error itself when it is not a known one
 */
export function listenFailure(
  error: unknown,
  variable: 'PORT' | 'METRICS_PORT',
  { host, port }: { readonly host: string; readonly port: number },
): Error {
  if (!(error instanceof Error)) return new Error('A server failed to listen', { cause: error });
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new StartFailure(
        `Port ${port} of ${host} is in use: stop what listens there, or set ${variable} to another port.`,
      );
    case 'EACCES':
      return new StartFailure(
        `This user may not listen on port ${port}: set ${variable} to a port above 1023.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new StartFailure(
        `HOST ${host} is not an address of this machine: set it to one that is, or to 0.0.0.0 or :: for all of them.`,
      );
    default:
      return error;
  }
}
