import { Logger } from '@nestjs/common';
import type { DataSource, DataSourceOptions } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { backendOf } from './backends.js';

/** Whoever opens a database is given nothing but its options, so the settings travel in them. */
export type OpeningOptions = DataSourceOptions & { readonly settings: Settings };

/** @throws Error naming the database, and why it cannot be worked with */
export async function openDatabase({ settings, ...options }: OpeningOptions): Promise<DataSource> {
  const backend = backendOf(settings);
  const source = await backend.createDataSource(options, settings);
  try {
    await source.initialize();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot open ${backend.describe(settings)}: ${reason}`, { cause });
  }
  new Logger('Database').log(`Orders are kept in ${backend.describe(settings)}.`);
  return source;
}
