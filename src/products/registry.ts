import { CustomerAccountModule } from './customer-account/customer-account.module.js';
import { DmtFinoModule } from './dmt-fino/dmt-fino.module.js';
import { PpiDigikhataModule } from './ppi-digikhata/ppi-digikhata.module.js';
import { PpiLevinModule } from './ppi-levin/ppi-levin.module.js';

/** Every product, in the order in which clients see them. A new product needs a folder and one line here. */
export const PRODUCT_MODULES = [CustomerAccountModule, DmtFinoModule, PpiDigikhataModule, PpiLevinModule];

export const PRODUCTS = PRODUCT_MODULES.map(({ product }) => product);
