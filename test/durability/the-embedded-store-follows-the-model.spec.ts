import { afterAll } from '@jest/globals';
import { EmbeddedStores } from '../../src/store/testing/embedded-stores.js';
import { itFollowsTheModel } from '../../src/store/testing/store-model.js';

const stores = new EmbeddedStores();
afterAll(() => stores.removeAll());

itFollowsTheModel(() => stores.open(), 2500);
