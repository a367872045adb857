import { TestEnvironment } from 'jest-environment-node';

/** This module is loaded once for each worker; the modules of a spec file are loaded once for each file. */
const keptByWorker = new Map();

/** Node.js, and what the spec files of one worker share (shared-gateway.ts). */
export default class WorkerEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.keptByWorker = keptByWorker;
  }
}
