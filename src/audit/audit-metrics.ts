import { Gauge, type Registry } from 'prom-client';

/** Metrics of the audit stream. */
export class AuditMetrics {
  private readonly up: Gauge;
  private readonly unwritten: Gauge;
  private lines = (): number => 0;

  constructor(registry: Registry) {
    const registers = [registry];
    this.up = new Gauge({ name: 'audit_up', help: '1 while the audit stream can be written', registers });
    this.unwritten = new Gauge({
      name: 'audit_unwritten_lines',
      help: 'Audit lines kept in memory until they can be written',
      registers,
      collect: () => {
        this.unwritten.set(this.lines());
      },
    });
  }

  available(yes: boolean): void {
    this.up.set(yes ? 1 : 0);
  }

  /** @param lines returns how many lines are not written yet */
  watch(lines: () => number): void {
    this.lines = lines;
  }
}
