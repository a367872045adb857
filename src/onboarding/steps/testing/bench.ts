import 'reflect-metadata';
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
import { OnboardingService } from '../onboarding.service.js';
import { BenchClient, type Names } from './bench-client.js';
import { ScriptedAudit } from './scripted-audit.js';
import { ScriptedEko } from './scripted-eko.js';
import { ScriptedSigning } from './scripted-signing.js';

/** When the tests begin, milliseconds since the epoch. */
export const BEGINNING = Date.parse('2026-11-21T10:00:00.000Z');
/** Who onboards whom for what, where a test does not say. */
const NAMES: Names = { agent: '20810200', product: 'ppi-levin', mobile: '9876543210' };
/** What passes before each request. */
const TICK_MS = 1;

const SECRET = Buffer.alloc(32, 's').toString('base64');
/** The variables of every test; nothing listens at the address. */
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
 * The journey in one process: its modules as the gateway has them, over the reference store, with an Eko, an audit
 * stream and a clock of the test's. Time stands still unless it is moved.
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

  /** @param variables environment variables in place of the defaults */
  static async open(variables: Readonly<Record<string, string>> = {}): Promise<Bench> {
    jest.useFakeTimers({
      now: BEGINNING,
      // There are no sockets here: what is left real is the event loop's own.
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'],
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
    const config = readConfig({ ...VARIABLES, ...variables }, { names });
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
      // Without the metrics of the process, which is the same for all tests.
      .overrideProvider(Registry)
      .useValue(registry)
      .overrideProvider(AuditTrail)
      .useFactory({ factory: () => new AuditTrail(destination, new AuditMetrics(registry)) })
      .compile();
    Logger.overrideLogger(false);
    return new Bench(module, eko, destination, store, signing, log);
  }

  /** Another bench in the place of this one, which is closed. */
  async again(variables: Readonly<Record<string, string>>): Promise<Bench> {
    await this.close();
    return Bench.open(variables);
  }

  /** A client of that agent, for that customer. */
  client(names: Partial<Names> = {}): BenchClient {
    const service = this.module.get(OnboardingService);
    return new BenchClient(service, { ...NAMES, ...names }, () => this.pass(TICK_MS));
  }

  /** The value of a metric, summed over its labels that are not given. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const metric = await this.module.get(Registry).getSingleMetric(name)?.get();
    if (!metric) throw new Error(`there is no metric ${name}`);
    const wanted = Object.entries(labels);
    return metric.values
      .filter(({ labels: has }) => wanted.every(([label, value]) => has[label] === value))
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** Lets time pass, and with it what was to happen meanwhile. */
  async pass(milliseconds: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(milliseconds);
  }

  /** Time jumps, as for a process that was stopped: what was to happen meanwhile has not. */
  freeze(milliseconds: number): void {
    jest.setSystemTime(Date.now() + milliseconds);
  }

  /** From now on this key alone seals and opens, as in a gateway that has no other; the bench begins with `test`. */
  sealWith(kid: string): void {
    const key = kid === 'test' ? Buffer.from(SECRET, 'base64') : Buffer.alloc(32, kid);
    this.module.get(Sealer).replaceKeys([{ kid, key }]);
  }

  /** Resolves when the audit stream takes lines again: it is tried twice in a second of the real clock. */
  async recordable(): Promise<void> {
    const trail = this.module.get(AuditTrail);
    while (!trail.available) await new Promise(setImmediate);
  }

  /** Ends the test. @throws when Eko was asked for more or less than was scripted */
  async close(): Promise<void> {
    jest.useRealTimers();
    await this.module.close();
    this.eko.finish();
  }
}
