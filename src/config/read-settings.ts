import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { Settings } from './settings.js';

/** Thrown at start when settings are wrong; the message lists all of them. */
class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';
}

/**
 * Reads the settings out of environment variables. An empty variable counts as unset.
 * @throws InvalidSettingsError naming every wrong setting at once
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const given = Object.keys(new Settings())
    .map((name) => [name, environment[name]?.trim()] as const)
    .filter(([, value]) => value);
  const settings = plainToInstance(Settings, Object.fromEntries(given), { exposeDefaultValues: true });
  const problems = validateSync(settings);
  if (problems.length > 0) throw new InvalidSettingsError(describe(problems, environment));
  return Object.freeze(settings);
}

function describe(problems: ValidationError[], environment: Record<string, string | undefined>): string {
  const lines = problems.map(({ property, constraints }) => {
    const [reason] = Object.values(constraints ?? {});
    return `  ${property}=${withoutPassword(environment[property] ?? '')}: ${reason}`;
  });
  return ['These settings are wrong:', ...lines].join('\n');
}

/** Whatever form a password may have in an address, also in one that is wrong. */
function withoutPassword(value: string): string {
  return value.replace(/^([a-z+]*:)?(\/\/)?.*@/is, '$1$2***@').replace(/(pass\w*=)[^&]*/gi, '$1***');
}
