import { isNativeError } from 'node:util/types';
import { TestEnvironment } from 'jest-environment-node';

/** This module is loaded once for each worker; the modules of a spec file are loaded once for each file. */
const keptByWorker = new Map();

/** Node.js, and what the spec files of one worker share (shared-gateway.ts). */
export default class WorkerEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.keptByWorker = keptByWorker;
    const { Error, Function } = this.global;
    // An error of Node.js was made in another context, where Error is another function.
    Object.defineProperty(Error, Symbol.hasInstance, {
      value(one) {
        return this === Error ? isNativeError(one) : Function.prototype[Symbol.hasInstance].call(this, one);
      },
    });
  }
}
