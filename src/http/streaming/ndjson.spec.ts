import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { BodyBudget } from '../body/body-budget.js';
import { BodyRoom } from '../body/body-room.js';
import { type JsonLine, readLines } from './ndjson.js';

async function read(...pieces: (string | Buffer)[]): Promise<JsonLine[][]> {
  const bytes = Readable.from(pieces.map((piece) => Buffer.from(piece)));
  const parts = await Readable.from(readLines(bytes, () => new BodyBudget(new BodyRoom(), ''))).toArray();
  return parts as JsonLine[][];
}

describe('lines of JSON', () => {
  it('are yielded together as they arrive, without blank ones', async () => {
    expect(await read('1\n\n \t\r\n{"a"', ':2}\r\n"x"\n', '\n')).toEqual([
      [{ value: 1 }],
      [{ value: { a: 2 } }, { value: 'x' }],
    ]);
  });

  it('may begin with byte order marks, and are skipped if there is nothing else', async () => {
    const parts = await read('\ufeff\n', '\ufeff1\r\n\ufeff \r\n', '2\n\ufeff', '\n3\n');
    expect(parts.flat()).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
  });

  it('are yielded in parts when there are many', async () => {
    const parts = await read('1\n'.repeat(1001));
    expect(parts.map(({ length }) => length)).toEqual([...Array.from({ length: 10 }, () => 100), 1]);
  });

  it.each([
    ['{', 'must be JSON'],
    ['NaN', 'must be JSON'],
    ['{} {}', 'must be JSON'],
    [Buffer.from('"\xff"', 'latin1'), 'must be UTF-8'],
    ['['.repeat(33) + ']'.repeat(33), 'must be nested at most 32 levels deep'],
    [' '.repeat(655_361), 'must have at most 655360 bytes'],
  ])('%# tell what is wrong with them, and leave the next alone', async (line, problem) => {
    expect((await read(line, '\n', '2\n')).flat()).toEqual([{ problem }, { value: 2 }]);
  });
});
