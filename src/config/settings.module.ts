import { Global, Module } from '@nestjs/common';
import { loadEnvironment } from './environment.js';
import { readSettings } from './read-settings.js';
import { Settings } from './settings.js';

/**
 * The only reader of `process.env` (and of a `.env` file, which never overrides it).
 * @throws EnvFileError
 * @throws InvalidSettingsError naming every wrong setting at once
 */
export function loadSettings(): Settings {
  return readSettings(loadEnvironment());
}

@Global()
@Module({
  providers: [{ provide: Settings, useFactory: loadSettings }],
  exports: [Settings],
})
export class SettingsModule {}
