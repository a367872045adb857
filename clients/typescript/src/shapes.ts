import type { Onboarding, Problem } from './types.js';

/** What tells a body of the gateway from anything else that may answer. */
export function isOnboarding(body: unknown): body is Onboarding {
  return hasText(body, 'id') && hasText(body, 'state') && hasList(body, 'alternatives');
}

export function isProblem(body: unknown): body is Problem {
  return hasText(body, 'code') && hasText(body, 'retry') && hasText(body, 'detail');
}

export function hasText(body: unknown, name: string): boolean {
  return typeof member(body, name) === 'string';
}

export function hasList(body: unknown, name: string): boolean {
  return Array.isArray(member(body, name));
}

function member(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}
