const URL_BEGINNING = /^[a-z][a-z\d+.-]*:\/\//i;
/** Nothing but a place: host, port, path. */
const PLACE = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?(\/[\w./-]*)?$/i;
/** A path of SQLite: nobody is asked for a password there. */
const FILE = /^sqlite:(?!\/\/)/;
const HIDDEN = '***';

/** A URL as it may be printed, however it is written: where it may have a password, that part is left out. */
export function maskedUrl(url: string): string {
  if (FILE.test(url)) return url;
  const [beginning] = URL_BEGINNING.exec(url) ?? [];
  if (beginning === undefined) return HIDDEN;
  // A password may have any character in it, of those too that a URL must not have.
  const rest = url.slice(beginning.length);
  const place = rest.slice(rest.lastIndexOf('@') + 1);
  const user = place === rest ? '' : `${HIDDEN}@`;
  return PLACE.test(place) ? `${beginning}${user}${place}` : `${beginning}${HIDDEN}`;
}
