import { Global, Module } from '@nestjs/common';
import { ConfigModule as EnvironmentModule } from '@nestjs/config';
import { readSettings } from './read-settings.js';
import { Settings } from './settings.js';

/**
 * The one reader of `process.env` (and of a `.env` file, which never overrides it).
 * @throws InvalidSettingsError naming every wrong setting at once
 */
export async function loadSettings(): Promise<Settings> {
  await EnvironmentModule.envVariablesLoaded;
  return readSettings(process.env);
}

@Global()
@Module({
  imports: [EnvironmentModule.forRoot()],
  providers: [{ provide: Settings, useFactory: loadSettings }],
  exports: [Settings],
})
export class SettingsModule {}
