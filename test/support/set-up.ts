import { afterAll } from '@jest/globals';
import { Gateway, type Settings } from './gateway.js';
import { sharedGateway } from './shared-gateway.js';
import { Stage } from './stage.js';
import { ScriptedUpstream } from './upstream.js';

export interface SetUp {
  readonly gateway: Gateway;
  readonly upstream: ScriptedUpstream;
  readonly stage: Stage;
}

/** A gateway and a scripted Eko that the spec files of a worker share: for tests of single customers. */
export async function sharedStage(settings: Settings = {}): Promise<SetUp> {
  const upstream = await ScriptedUpstream.shared();
  const gateway = await sharedGateway({ ...upstream.settings, ...settings });
  return { gateway, upstream, stage: new Stage(gateway.client, upstream) };
}

/** A gateway and a scripted Eko for this spec file alone; they end after its tests. */
export async function ownStage(settings: Settings): Promise<SetUp> {
  const upstream = await ScriptedUpstream.start();
  const gateway = await Gateway.start({ ...upstream.settings, ...settings });
  afterAll(async () => {
    await gateway.kill();
    await upstream.stop();
  });
  return { gateway, upstream, stage: new Stage(gateway.client, upstream) };
}
