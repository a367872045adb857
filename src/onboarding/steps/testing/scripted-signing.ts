import type { SigningBlock, SigningSequence } from '../../../store/signing-sequence.js';

/** A signing sequence that grants new milliseconds, grants none, or fails, by its mode. */
export class ScriptedSigning implements SigningSequence {
  mode: 'enough' | 'none left' | 'unreachable' = 'enough';
  private next = 1_700_000_000_000;

  reserve(_developerKey: string, count: number): Promise<SigningBlock> {
    if (this.mode === 'unreachable') return Promise.reject(new Error('the store does not answer'));
    const granted = this.mode === 'enough' ? count : 0;
    const first = this.next;
    this.next += granted;
    return Promise.resolve({ first, count: granted, skewMs: 0 });
  }

  check(): Promise<number> {
    return Promise.resolve(0);
  }

  close(): void {
    this.mode = 'unreachable';
  }
}
