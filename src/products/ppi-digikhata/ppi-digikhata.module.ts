import { Module } from '@nestjs/common';
import { EkoModule } from '../../eko/eko.module.js';
import { ConsentReader } from './consent-reader.js';
import { PpiDigikhataController } from './ppi-digikhata.controller.js';
import { ppiDigikhata } from './ppi-digikhata.journey.js';

/** The DigiKhata wallet, with its consent routes. */
@Module({ imports: [EkoModule], controllers: [PpiDigikhataController], providers: [ConsentReader] })
export class PpiDigikhataModule {
  static readonly product = ppiDigikhata;
}
