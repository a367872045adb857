import { StoreUnavailable, type Store } from '../store.js';
import { ReferenceStore } from './reference-store.js';

type Operation = 'begin' | 'conclude' | 'read' | 'erase';

/** The reference store, with operations that a test makes fail. */
export class FailingStore extends ReferenceStore {
  /** These operations fail and do nothing. */
  readonly failing = new Set<Operation>();
  /** While true, conclusions are never acknowledged. */
  hangs = false;

  override begin(...claim: Parameters<Store['begin']>): ReturnType<Store['begin']> {
    return this.unlessFailing('begin', () => super.begin(...claim));
  }

  override conclude(...conclusion: Parameters<Store['conclude']>): ReturnType<Store['conclude']> {
    if (this.hangs) return new Promise(() => undefined);
    return this.unlessFailing('conclude', () => super.conclude(...conclusion));
  }

  override read(...id: Parameters<Store['read']>): ReturnType<Store['read']> {
    return this.unlessFailing('read', () => super.read(...id));
  }

  override erase(...erased: Parameters<Store['erase']>): ReturnType<Store['erase']> {
    return this.unlessFailing('erase', () => super.erase(...erased));
  }

  private unlessFailing<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
    return this.failing.has(operation) ? Promise.reject(new StoreUnavailable(operation)) : work();
  }
}
