import { lstatSync, readFileSync, statSync } from 'node:fs';

/** Thrown at start when a `.env` file is there and cannot be understood whole; the message names it. */
class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
}

const BLANK_OR_COMMENT = /^\s*(#.*)?$/;
/** A `#` begins a comment after white space alone: no value is cut at one unseen. */
const ASSIGNMENT =
  /^\s*(?:export\s+)?(?<name>[A-Za-z_][\w.-]*)\s*=\s*(?:(?<quote>["'`])(?<quoted>(?:(?!\k<quote>).)*)\k<quote>|(?<plain>[^\s"'`#][^#]*?)?)(?:\s+#.*)?\s*$/;

const CAUSES: Partial<Record<string, string>> = {
  EISDIR: 'it is a directory',
  EACCES: 'this user may not read it',
  ENOENT: 'it is a link to a file that is not there',
};

/**
 * Reads a file of lines `NAME=value`. Nothing in it is passed over in silence.
 * @returns no values if there is no such file
 * @throws EnvFileError
 */
export function readEnvFile(path: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [index, line] of readText(path)
    .split(/\r\n?|\n/)
    .entries()) {
    if (BLANK_OR_COMMENT.test(line)) continue;
    const place = `${path}, line ${index + 1}`;
    const { name, value } = parse(line, place);
    if (values.has(name)) throw new EnvFileError(`${place}: ${name} is there twice; leave one.`);
    values.set(name, value);
  }
  return values;
}

function readText(path: string): string {
  if (!lstatSync(path, { throwIfNoEntry: false })) return '';
  // A pipe that nobody writes to would be waited for without a word.
  if (statSync(path, { throwIfNoEntry: false })?.isFIFO())
    throw new EnvFileError(`${path} is a pipe: make it a file, or remove it.`);
  let text: string;
  try {
    // Leaves out a byte order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw notUtf8(path);
    throw new EnvFileError(`${path} cannot be read: ${CAUSES[code ?? ''] ?? message}. Mend it or remove it.`);
  }
  // Valid UTF-8, but in truth UTF-16.
  if (text.includes('\0')) throw notUtf8(path);
  return text;
}

function notUtf8(path: string): EnvFileError {
  return new EnvFileError(`${path} is not text in UTF-8 (but perhaps in UTF-16): save it as UTF-8.`);
}

/** The message leaves the line out, which may hold a password. */
function parse(line: string, place: string): { name: string; value: string } {
  const { name, quote, quoted, plain = '' } = ASSIGNMENT.exec(line)?.groups ?? {};
  if (name === undefined)
    throw new EnvFileError(
      `${place}: this is not NAME=value; a value with # or quotes in it goes into quotes.`,
    );
  // As in a shell, and as other readers of such files have it.
  const value = quote === '"' ? quoted?.replaceAll('\\n', '\n') : quoted;
  return { name, value: value ?? plain };
}
