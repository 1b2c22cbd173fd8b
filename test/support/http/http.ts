export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, if it is JSON; undefined otherwise. */
  readonly body: unknown;
}

/** Asks on a connection of its own, so that no idle one is left when the service stops. */
export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { ...(init.headers as Record<string, string> | undefined), Connection: 'close' };
  const response = await fetch(url, { ...init, headers });
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : undefined,
  };
}
