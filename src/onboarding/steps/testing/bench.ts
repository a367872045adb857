import 'reflect-metadata';
import { setTimeout as wait } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Global, Logger, Module, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Registry } from 'prom-client';
import { AuditMetrics } from '../../../audit/audit-metrics.js';
import { AuditModule } from '../../../audit/audit.module.js';
import { AuditTrail } from '../../../audit/audit-trail.js';
import { GATEWAY_CONFIG, type GatewayConfig } from '../../../config/gateway-config.js';
import { readConfig } from '../../../config/read-config.js';
import { EkoTransport } from '../../../eko/undici-adapter.js';
import { SIGNING_SEQUENCE } from '../../../store/signing-sequence.js';
import { HealthModule } from '../../../health/health.module.js';
import { LimitsModule } from '../../../limits/limits.module.js';
import { ObservabilityModule } from '../../../observability/observability.module.js';
import { PRODUCTS } from '../../../products/registry.js';
import { Sealer } from '../../../store/sealing.js';
import { STORE } from '../../../store/store.js';
import { FailingStore } from '../../../store/testing/failing-store.js';
import { OnboardingModule } from '../../onboarding.module.js';
import { overridesReader } from '../../overrides/overrides.js';
import { OnboardingService } from '../onboarding.service.js';
import { BenchClient, type Names } from './bench-client.js';
import { ScriptedAudit } from './scripted-audit.js';
import { ScriptedEko } from './scripted-eko.js';
import { ScriptedSigning } from './scripted-signing.js';

/** The time at which each test begins, milliseconds since the epoch. */
export const BEGINNING = Date.parse('2026-11-21T10:00:00.000Z');
/** The agent, product and customer of a client, where a test does not set them. */
const NAMES: Names = { agent: '20810200', product: 'ppi-levin', mobile: '9876543210' };
/** The time that passes before each request, milliseconds. */
const TICK_MS = 1;

/** Between two looks, milliseconds of the real clock: the fake timers do not replace `node:timers/promises`. */
const POLL_MS = 10;
/** Far longer than an audit stream that works is waited for, nanoseconds of the real clock. */
const RECORDABLE_NS = 10_000_000_000n;

/** The identifier secret, and the sealing key with the name `test`. */
export const SECRET = Buffer.alloc(32, 's').toString('base64');
/** The environment variables of every test; nothing listens at the address. */
const VARIABLES = {
  AUTH_MODE: 'disabled',
  EKO_BASE_URL: 'http://127.0.0.1:9',
  OTP_RESEND_COOLDOWN_SECONDS: '0',
  IDENTIFIER_SECRET: SECRET,
  STORE_ENCRYPTION_KEYS: `test:${SECRET}`,
};

@Global()
@Module({})
class BenchConfigModule {
  static of(config: GatewayConfig): DynamicModule {
    const provider = { provide: GATEWAY_CONFIG, useValue: config };
    return { module: BenchConfigModule, providers: [provider], exports: [GATEWAY_CONFIG] };
  }
}

/**
 * The journey in one process: the gateway's modules with the reference store, and with an Eko, an audit stream and a
 * clock that the test controls. The clock moves only when the test moves it.
 */
export class Bench {
  private constructor(
    private readonly module: TestingModule,
    readonly eko: ScriptedEko,
    readonly audit: ScriptedAudit,
    readonly store: FailingStore,
    readonly signing: ScriptedSigning,
    /** What happened, in order: requests to Eko, and lines of the audit stream. */
    readonly log: readonly string[],
  ) {}

  /** @param variables environment variables that replace the defaults */
  static async open(variables: Readonly<Record<string, string>> = {}): Promise<Bench> {
    jest.useFakeTimers({
      now: BEGINNING,
      // The event loop's own functions stay real; there are no sockets here.
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'hrtime'],
    });
    const log: string[] = [];
    const note = (what: string): void => {
      log.push(what);
    };
    const eko = new ScriptedEko(note);
    const destination = new ScriptedAudit(note);
    const store = new FailingStore();
    const signing = new ScriptedSigning();
    const registry = new Registry();
    const names = PRODUCTS.map(({ name }) => name);
    const readOverrides = overridesReader(PRODUCTS);
    const config = readConfig({ ...VARIABLES, ...variables }, { names, readOverrides });
    const module = await Test.createTestingModule({
      imports: [
        BenchConfigModule.of(config),
        ObservabilityModule,
        AuditModule,
        HealthModule,
        LimitsModule,
        OnboardingModule.forProducts(PRODUCTS),
      ],
    })
      .overrideProvider(STORE)
      .useValue(store)
      .overrideProvider(SIGNING_SEQUENCE)
      .useValue(signing)
      .overrideProvider(EkoTransport)
      .useValue({ agent: eko })
      // Each test has its own registry: that of the process is shared by all tests.
      .overrideProvider(Registry)
      .useValue(registry)
      .overrideProvider(AuditTrail)
      .useFactory({ factory: () => new AuditTrail(destination, new AuditMetrics(registry)) })
      .compile();
    Logger.overrideLogger(false);
    return new Bench(module, eko, destination, store, signing, log);
  }

  /** Closes this bench and opens a new one. */
  async reopen(variables: Readonly<Record<string, string>>): Promise<Bench> {
    await this.close();
    return Bench.open(variables);
  }

  /** A client for an agent, a product and a customer. */
  client(names: Partial<Names> = {}): BenchClient {
    const service = this.module.get(OnboardingService);
    return new BenchClient(service, { ...NAMES, ...names }, () => this.pass(TICK_MS));
  }

  /** The value of a metric, summed over the labels that are not given. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const metric = await this.module.get(Registry).getSingleMetric(name)?.get();
    if (!metric) throw new Error(`the metric ${name} does not exist`);
    const wanted = Object.entries(labels);
    return metric.values
      .filter(({ labels: has }) => wanted.every(([label, value]) => has[label] === value))
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** Advances the clock and runs the timers that are due. */
  async pass(milliseconds: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(milliseconds);
  }

  /** Advances the clock without running timers, as for a process that was stopped. */
  freeze(milliseconds: number): void {
    jest.setSystemTime(Date.now() + milliseconds);
  }

  /** Replaces all sealing keys by this one; the bench begins with the key `test`. */
  sealWith(kid: string): void {
    const key = kid === 'test' ? Buffer.from(SECRET, 'base64') : Buffer.alloc(32, kid);
    this.module.get(Sealer).replaceKeys([{ kid, key }]);
  }

  /** Resolves when the audit stream accepts lines again: it is tried twice in a second of the real clock. @throws Error */
  async recordable(): Promise<void> {
    const trail = this.module.get(AuditTrail);
    const startedAt = process.hrtime.bigint();
    while (!trail.available) {
      if (process.hrtime.bigint() - startedAt > RECORDABLE_NS)
        throw new Error('the audit stream accepts no lines');
      await wait(POLL_MS);
    }
  }

  /** Ends the test. @throws when Eko received more or fewer requests than were scripted */
  async close(): Promise<void> {
    jest.useRealTimers();
    await this.module.close();
    this.eko.finish();
  }
}
