import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { maskedUrl } from './masked-url.js';
import { Settings } from './settings.js';

/** Settings with this suffix may hold a password. */
const URL_SUFFIX = '_URL';

/** Thrown at start when settings are wrong; the message lists all of them. */
class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';
}

/**
 * Reads the settings from environment variables. An empty variable counts as unset.
 * @throws InvalidSettingsError naming every wrong setting at once
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const names = Object.keys(new Settings());
  const given = names.map((name) => [name, environment[name]?.trim()] as const).filter(([, value]) => value);
  const settings = plainToInstance(Settings, Object.fromEntries(given), { exposeDefaultValues: true });
  const place = ({ property }: ValidationError): number => names.indexOf(property);
  const problems = validateSync(settings).toSorted((a, b) => place(a) - place(b));
  if (problems.length > 0) throw new InvalidSettingsError(describe(problems, environment));
  return Object.freeze(settings);
}

function describe(problems: ValidationError[], environment: Record<string, string | undefined>): string {
  const lines = problems.map(({ property, constraints }) => {
    const [reason] = Object.values(constraints ?? {});
    const given = environment[property] ?? '';
    return `  ${property}=${property.endsWith(URL_SUFFIX) ? maskedUrl(given.trim()) : given}: ${reason}`;
  });
  return ['These settings are wrong:', ...lines].join('\n');
}
