/** An error that Redis has answered, and the command. */
export interface Refusal {
  readonly message: string;
  readonly command?: { readonly name: string };
}

const NO_ENTRY = /^(WRONGPASS|NOAUTH)|invalid (username-)?password/;
const NO_DATABASE = /DB index|NOPERM|cluster mode/;

/** A refusal caused by a setting: it will not go away by itself. */
export interface SettingFault {
  /** Names the setting. */
  readonly message: string;
  /** Whether the start fails with it; otherwise it is logged, and tried again. */
  readonly endsStart: boolean;
}

/** @returns undefined for a refusal of any other kind */
export function toSettingFault({ message, command }: Refusal): SettingFault | undefined {
  if (NO_ENTRY.test(message))
    return { message: `REDIS_URL: Redis refuses the user or password: ${message}`, endsStart: false };
  if (command?.name === 'select' && NO_DATABASE.test(message))
    return {
      message: `REDIS_URL: Redis does not give the database of this number: ${message}`,
      endsStart: true,
    };
  return undefined;
}
