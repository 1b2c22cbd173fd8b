import { HttpProblem } from '../problem/http-problem.js';
import { JSON_LIMITS, MAX_BODY_BYTES, parseJson } from '../body/json-body.js';
import type { BodyBudget } from '../body/body-budget.js';
import { type Line, LineSplitter, TOO_LONG } from './line-splitter.js';

export const NDJSON_TYPE = 'application/x-ndjson';
/** How many lines to hand on together at most, since other requests wait while they are processed. */
const MAX_LINES = 100;
const WHITE_SPACE = new Set([0x09, 0x0d, 0x20]);
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

const PROBLEMS: Readonly<Record<string, string>> = {
  json_too_deep: `must be nested at most ${JSON_LIMITS.depth} levels deep`,
  json_too_large: 'must not have more keys and values than an order can have',
  malformed_json: 'must be JSON',
  invalid_utf8: 'must be UTF-8',
};

/** A line of NDJSON: its value, or its problem. */
export type JsonLine = { readonly value: unknown } | { readonly problem: string };

/**
 * Reads lines of JSON from bytes as they arrive. Lines that arrive together are yielded together, at most a hundred at
 * a time. Blank lines are skipped, and so is a last line without a line end.
 * @param newBudget creates the budget of a line that is buffered until it ends
 */
export async function* readLines(
  pieces: AsyncIterable<Buffer>,
  newBudget: () => BodyBudget,
): AsyncGenerator<JsonLine[]> {
  const splitter = new LineSplitter(MAX_BODY_BYTES, newBudget);
  try {
    for await (const piece of pieces) {
      let lines: JsonLine[] = [];
      for (const line of splitter.split(piece)) {
        if (isBlank(line)) continue;
        lines.push(await parseLine(line));
        if (lines.length < MAX_LINES) continue;
        yield lines;
        lines = [];
      }
      if (lines.length > 0) yield lines;
      splitter.releaseEnded();
    }
  } finally {
    splitter.release();
  }
}

function isBlank(line: Line): boolean {
  if (line === TOO_LONG) return false;
  const isMarked = line[0] === BYTE_ORDER_MARK[0] && line.indexOf(BYTE_ORDER_MARK) === 0;
  return line.subarray(isMarked ? BYTE_ORDER_MARK.length : 0).every((byte) => WHITE_SPACE.has(byte));
}

async function parseLine(line: Line): Promise<JsonLine> {
  if (line === TOO_LONG) return { problem: `must have at most ${MAX_BODY_BYTES} bytes` };
  try {
    return { value: await parseJson(line, JSON_LIMITS) };
  } catch (error) {
    const problem = error instanceof HttpProblem ? PROBLEMS[error.code] : undefined;
    if (problem === undefined) throw error;
    return { problem };
  }
}
