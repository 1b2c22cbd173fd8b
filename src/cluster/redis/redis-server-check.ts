/** BullMQ does not work on older versions. */
const NEEDED = [5, 0] as const;
/** The oldest version that BullMQ supports. */
const WISHED = [6, 2] as const;
const SAFE_POLICY = 'noeviction';

/** Reasons against a server. */
export interface ServerJudgement {
  /** Why it cannot be used. */
  readonly fault?: string;
  /** What should be changed. */
  readonly warnings: readonly string[];
}

/** @param info what Redis answers to `INFO`; fields that are missing are not judged */
export function judgeServer(info: string): ServerJudgement {
  const version = field(info, 'redis_version');
  const policy = field(info, 'maxmemory_policy');
  const warnings: string[] = [];
  if (version && isBelow(version, NEEDED))
    return { fault: `REDIS_URL: Redis ${version} is too old, 6.2 or newer is needed.`, warnings };
  if (version && isBelow(version, WISHED))
    warnings.push(`Redis ${version} is old: the queue is made for 6.2 and newer.`);
  if (policy && policy !== SAFE_POLICY)
    warnings.push(
      `Redis has maxmemory-policy ${policy} and may remove parts of the queue: set it to ${SAFE_POLICY}.`,
    );
  return { warnings };
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
}

function isBelow(version: string, [major, minor]: readonly [number, number]): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split('.').map(Number);
  return itsMajor < major || (itsMajor === major && itsMinor < minor);
}
