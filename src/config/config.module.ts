import { Global, Module } from '@nestjs/common';
import { ConfigModule as EnvFileModule } from '@nestjs/config';
import { readSettings } from './read-settings.js';
import { Settings } from './settings.js';

/** The one reader of `process.env` (and of a `.env` file, which never overrides it). */
@Global()
@Module({
  imports: [EnvFileModule.forRoot()],
  providers: [{ provide: Settings, useFactory: () => readSettings(process.env) }],
  exports: [Settings],
})
export class ConfigModule {}
