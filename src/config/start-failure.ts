/** Why the process cannot start: one sentence for the operator that says what to do, and names no secret. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

/**
 * What a server's failure to listen means for the operator.
 * @param variable PORT or METRICS_PORT
 * @returns the error itself when it is none of the usual ones
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
        `HOST ${host} is no address of this machine: set it to one that is, or to 0.0.0.0 or :: for all of them.`,
      );
    default:
      return error;
  }
}
