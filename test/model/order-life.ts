/** A line of a timeline, as `GET /orders/{order_id}/events` answers it. */
export interface Entry {
  readonly sequence: number;
  readonly type: string;
  readonly attempt: number;
  readonly detail: string | null;
}

type Life = readonly Entry[];

/** What may follow on what. Written down once more, apart from the rules of the service: it is what they are held to. */
const FOLLOWERS: Readonly<Record<string, readonly string[]>> = {
  created: ['claimed', 'cancelled'],
  claimed: ['completed', 'attempt_failed', 'failed', 'recovered', 'cancelled'],
  attempt_failed: ['claimed', 'cancelled'],
  recovered: ['claimed', 'cancelled'],
  failed: ['retried'],
  retried: ['claimed', 'cancelled'],
  completed: [],
  cancelled: [],
};

const STATUS_AFTER: Readonly<Record<string, string>> = {
  created: 'pending',
  claimed: 'processing',
  attempt_failed: 'pending',
  recovered: 'pending',
  retried: 'pending',
};

/** @returns the status of an order whose timeline this is */
export function statusAfter(life: Life): string {
  const type = life.at(-1)?.type ?? '';
  return STATUS_AFTER[type] ?? type;
}

/** @returns how often the order was claimed */
export function claimsOf(life: Life): number {
  return life.filter(({ type }) => type === 'claimed').length;
}

/** @returns what is wrong with a timeline from its first entry on; nothing if it is one of a legal life */
export function faultsOfLife(life: Life, maxAttempts: number): string[] {
  return [...faultsOfOrder(life), ...faultsOfAttempts(life, maxAttempts)];
}

function faultsOfOrder(life: Life): string[] {
  const faults: string[] = [];
  life.forEach(({ sequence, type }, index) => {
    const before = life[index - 1]?.type;
    if (sequence !== index + 1) faults.push(`entry ${index + 1} has the sequence ${sequence}`);
    const isLegal = before === undefined ? type === 'created' : FOLLOWERS[before]?.includes(type);
    if (!isLegal) faults.push(`${type} comes after ${before ?? 'nothing'}`);
  });
  return faults;
}

/** Each claim raises the attempt by one. A hand-back of a worker that stopped is none of the order's own. */
function faultsOfAttempts(life: Life, maxAttempts: number): string[] {
  const faults: string[] = [];
  let attempt = 0;
  let own = 0;
  for (const entry of life) {
    if (entry.type === 'claimed') {
      attempt += 1;
      own += 1;
    }
    if (entry.type === 'retried') own = 0;
    if (entry.type === 'recovered' && entry.detail === 'The worker stopped.') own -= 1;
    if (entry.attempt !== attempt)
      faults.push(`${entry.type} is of attempt ${entry.attempt}, not ${attempt}`);
    if (own > maxAttempts) faults.push(`attempt ${own} of at most ${maxAttempts}`);
  }
  return faults;
}
