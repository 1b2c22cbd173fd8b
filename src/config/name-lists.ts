const ORIGIN = /^https?:\/\/[^/?#\s,]+$/;
const HOST_NAME = /^(\[[\da-f:.]+\]|[\w.-]+)$/i;

/** The entries of a list setting such as `a, b`, in lower case. */
export function entriesOf(list = ''): string[] {
  const entries = list.split(',').map((entry) => entry.trim().toLowerCase());
  return entries.filter((entry) => entry !== '');
}

/** The problems of a list of origins. */
export function problemsOfOrigins(list: string): readonly string[] {
  const isOrigin = (entry: string): boolean =>
    ORIGIN.test(entry) && URL.canParse(entry) && new URL(entry).origin === entry;
  return entriesOf(list).every(isOrigin)
    ? []
    : [
        'must be origins such as https://shop.example:8443, separated by commas, without a path or a default port',
      ];
}

/** The problems of a list of host names. */
export function problemsOfHosts(list: string): readonly string[] {
  return entriesOf(list).every((entry) => HOST_NAME.test(entry))
    ? []
    : ['must be host names or addresses such as orders.example, separated by commas, without ports'];
}

/** Whether a listening address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host);
}
