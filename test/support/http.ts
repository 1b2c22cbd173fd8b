export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, if it is JSON; undefined otherwise. */
  readonly body: unknown;
}

export async function request(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : undefined,
  };
}
