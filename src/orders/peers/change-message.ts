/** What an instance publishes: the orders that it has changed. */
export interface OrderChangeMessage {
  /** The instance that tells it. */
  readonly sender: string;
  readonly orderIds: readonly string[];
}

export function encodeChange({ sender, orderIds }: OrderChangeMessage): string {
  return JSON.stringify({ sender, order_ids: orderIds });
}

/** @returns undefined unless `encodeChange` could have made it: another version, or another service, may send too */
export function decodeChange(text: string): OrderChangeMessage | undefined {
  const { sender, order_ids: orderIds } = parse(text);
  return typeof sender === 'string' && isTextList(orderIds) ? { sender, orderIds } : undefined;
}

function parse(text: string): { readonly sender?: unknown; readonly order_ids?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
