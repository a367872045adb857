import { CustomerAccountModule } from './customer-account/customer-account.module.js';
import { DmtFinoModule } from './dmt-fino/dmt-fino.module.js';
import { PpiDigikhataModule } from './ppi-digikhata/ppi-digikhata.module.js';
import { PpiLevinModule } from './ppi-levin/ppi-levin.module.js';

/** Every product the gateway onboards for, in the order in which clients see them. A new one is a folder and a line. */
export const PRODUCT_MODULES = [CustomerAccountModule, DmtFinoModule, PpiDigikhataModule, PpiLevinModule];

export const PRODUCTS = PRODUCT_MODULES.map(({ product }) => product);
