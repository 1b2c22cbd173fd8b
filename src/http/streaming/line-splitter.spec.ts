import { describe, expect, it } from '@jest/globals';
import { BodyBudget } from '../body/body-budget.js';
import { BodyRoom } from '../body/body-room.js';
import { type Line, LineSplitter, TOO_LONG } from './line-splitter.js';

const MAX_BYTES = 8;
const room = new BodyRoom();

function linesOf(text: string, pieceBytes: number): (string | typeof TOO_LONG)[] {
  const splitter = new LineSplitter(MAX_BYTES, () => new BodyBudget(room, ''));
  const bytes = Buffer.from(text);
  const lines: Line[] = [];
  for (let begin = 0; begin < bytes.length; begin += pieceBytes) {
    lines.push(...splitter.split(bytes.subarray(begin, begin + pieceBytes)));
  }
  return lines.map((line) => (line === TOO_LONG ? line : line.toString()));
}

describe.each([1, 2, 3, 5, 100])('lines out of pieces of %d bytes', (pieceBytes) => {
  it.each([
    ['', []],
    ['one\ntwo\n', ['one', 'two']],
    ['\n\na\n', ['', '', 'a']],
    ['ends open\nnever', [TOO_LONG]],
    ['open', []],
    ['ü😀日\n€\r\n', [TOO_LONG, '€\r']],
    ['ü😀é\n', ['ü😀é']],
    ['12345678\n', ['12345678']],
    ['123456789\n1\n', [TOO_LONG, '1']],
    [`${'x'.repeat(1000)}\na\n${'y'.repeat(9)}\n\n`, [TOO_LONG, 'a', TOO_LONG, '']],
  ])('%j', (text, expected) => {
    expect(linesOf(text, pieceBytes)).toEqual(expected);
  });
});
