import { channel } from 'node:diagnostics_channel';

/** The moments of a step at which a crash makes a difference, in the order in which they come. */
export type StepPoint =
  | 'received'
  | 'claimed'
  | 'dispatching'
  | 'sending'
  | 'replying'
  | 'answered'
  | 'concluding'
  | 'concluded'
  | 'answering';

const points = channel('gateway:step');

/**
 * Tells whoever listens that a step has come to a point. Nobody does in production, and it costs a comparison; the
 * crash tests preload a listener that kills the process there.
 */
export function reached(point: StepPoint): void {
  if (points.hasSubscribers) points.publish({ point });
}
