import { channel } from 'node:diagnostics_channel';

/** The points of a step at which a crash makes a difference, in their order. */
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
 * Publishes that a step has reached a point. In production there is no subscriber, and it costs one comparison; the
 * crash tests preload a subscriber that kills the process there.
 */
export function reached(point: StepPoint): void {
  if (points.hasSubscribers) points.publish({ point });
}
