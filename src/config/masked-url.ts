const URL_BEGINNING = /^[a-z][a-z\d+.-]*:\/\//i;
/** Nothing but a place: host, port, path. */
const PLACE = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?(\/[\w./-]*)?$/i;
/** A path of SQLite: nobody is asked for a password there. */
const FILE = /^sqlite:(?!\/\/)/;
const HIDDEN = '***';

/** A URL as it may be printed, however it is written: one that may have a password in it is left out but for its scheme. */
export function maskedUrl(url: string): string {
  if (FILE.test(url)) return url;
  const [beginning = ''] = URL_BEGINNING.exec(url) ?? [];
  return beginning && PLACE.test(url.slice(beginning.length)) ? url : `${beginning}${HIDDEN}`;
}
