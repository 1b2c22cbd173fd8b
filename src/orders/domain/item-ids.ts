/** The list as JSON text in the format that clients expect: a space after each comma between items. */
export function toItemIdsText(items: readonly string[]): string {
  return `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
}

export function parseItemIds(text: string): string[] {
  return JSON.parse(text) as string[];
}
