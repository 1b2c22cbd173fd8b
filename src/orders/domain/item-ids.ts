/** The list as JSON text the way clients know it: a space after each comma that separates items. */
export function toItemIdsText(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
}

export function parseItemIds(text: string): string[] {
  return JSON.parse(text) as string[];
}
