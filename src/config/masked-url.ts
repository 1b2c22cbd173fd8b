const URL_BEGINNING = /^[a-z][a-z\d+.-]*:\/\//i;
/** Host, port and path only. */
const PLACE = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?(\/[\w./-]*)?$/i;
/** A SQLite path, which has no password. */
const FILE = /^sqlite:(?!\/\/)/;
const HIDDEN = '***';

/** A URL that is safe to print, even if it is malformed: if it may hold a password, only the scheme is left. */
export function maskedUrl(url: string): string {
  if (FILE.test(url)) return url;
  const [beginning = ''] = URL_BEGINNING.exec(url) ?? [];
  return beginning && PLACE.test(url.slice(beginning.length)) ? url : `${beginning}${HIDDEN}`;
}
