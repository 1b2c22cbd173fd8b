import { lstatSync, readFileSync, statSync } from 'node:fs';

/** Thrown at start when a `.env` file exists but cannot be parsed completely; the message names the file. */
class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
}

const BLANK_OR_COMMENT = /^\s*(#.*)?$/;
/** A `#` starts a comment only after white space, so that no value is truncated silently. */
const ASSIGNMENT =
  /^\s*(?:export\s+)?(?<name>[A-Za-z_][\w.-]*)\s*=\s*(?:(?<quote>["'`])(?<quoted>(?:(?!\k<quote>).)*)\k<quote>|(?<plain>[^\s"'`#][^#]*?)?)(?:\s+#.*)?\s*$/;

const CAUSES: Partial<Record<string, string>> = {
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  ENOENT: 'it is a link to a missing file',
};

/**
 * Reads a file of lines `NAME=value`. A line that it does not understand is an error.
 * @returns no values if the file does not exist
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
    if (values.has(name)) throw new EnvFileError(`${place}: ${name} is set twice; remove one.`);
    values.set(name, value);
  }
  return values;
}

function readText(path: string): string {
  if (!lstatSync(path, { throwIfNoEntry: false })) return '';
  // Reading a pipe without a writer would block for ever.
  if (statSync(path, { throwIfNoEntry: false })?.isFIFO())
    throw new EnvFileError(`${path} is a pipe: make it a file, or remove it.`);
  let text: string;
  try {
    // The decoder removes a byte order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw notUtf8(path);
    throw new EnvFileError(`${path} cannot be read: ${CAUSES[code ?? ''] ?? message}. Fix it or remove it.`);
  }
  // UTF-16 text can be valid UTF-8, but then has null characters.
  if (text.includes('\0')) throw notUtf8(path);
  return text;
}

function notUtf8(path: string): EnvFileError {
  return new EnvFileError(`${path} is not UTF-8 text (perhaps UTF-16): save it as UTF-8.`);
}

/** The error message omits the line, which may hold a password. */
function parse(line: string, place: string): { name: string; value: string } {
  const { name, quote, quoted, plain = '' } = ASSIGNMENT.exec(line)?.groups ?? {};
  if (name === undefined)
    throw new EnvFileError(
      `${place}: this is not NAME=value; put a value that contains # or quotes in quotes.`,
    );
  // Other readers of `.env` files also expand \n in double quotes only.
  const value = quote === '"' ? quoted?.replaceAll('\\n', '\n') : quoted;
  return { name, value: value ?? plain };
}
