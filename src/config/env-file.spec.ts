import { execFileSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEnvFile } from './env-file.js';

describe('a .env file', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'env-'));
    file = join(directory, '.env');
  });

  afterEach(() => rm(directory, { recursive: true }));

  async function read(content: string | Uint8Array): Promise<Record<string, string>> {
    await writeFile(file, content);
    return Object.fromEntries(readEnvFile(file));
  }

  const refusal = (content: string | Uint8Array): Promise<string> =>
    read(content).then(JSON.stringify, (error: unknown) => (error as Error).message);

  it('need not be there', () => {
    expect(readEnvFile(file).size).toBe(0);
  });

  it.each([
    ['PORT=3000', { PORT: '3000' }],
    ['  export \t PORT = 3000  ', { PORT: '3000' }],
    ['# a comment\n\nPORT=1 # why\nHOST= # none\n', { PORT: '1', HOST: '' }],
    ['PORT=1\r\nHOST=a\rROLE=all\r\n', { PORT: '1', HOST: 'a', ROLE: 'all' }],
    [
      `A="a # b"\nB='it is \\n "so"' # why\nC=\`c\`\nD=" d "`,
      { A: 'a # b', B: 'it is \\n "so"', C: 'c', D: ' d ' },
    ],
    ['A="a\\nb"', { A: 'a\nb' }],
    ["A=it's\nB=b=c", { A: "it's", B: 'b=c' }],
    ['\uFEFFPORT=3000', { PORT: '3000' }],
    ['A=Größe', { A: 'Größe' }],
    ['', {}],
  ])('%j is understood', async (content, values) => {
    expect(await read(content)).toEqual(values);
  });

  it.each([
    'PORT',
    'PORT: 3000',
    'set PORT=3000',
    'A="not closed',
    'A="a" b',
    'A=a#b',
    'A=#b',
    '=3000',
    '\u00A0\u200BPORT=3000',
    'A="one\ntwo"',
    '3A=1',
  ])('%j is refused, with its line and without what it holds', async (line) => {
    const message = await refusal(`ROLE=all\n${line}`);
    expect(message).toBe(
      `${file}, line 2: this is not NAME=value; put a value that contains # or quotes in quotes.`,
    );
  });

  it('is refused where it sets something twice', async () => {
    expect(await refusal('PORT=1\n\nPORT=2')).toBe(`${file}, line 3: PORT is set twice; remove one.`);
  });

  it.each([
    ['UTF-16', Buffer.from('PORT=3000\n', 'utf16le')],
    ['UTF-16 with its mark', Buffer.from('\uFEFFPORT=3000\n', 'utf16le')],
    ['UTF-16, big end first', Buffer.from('\uFEFFPORT=3000\n', 'utf16le').swap16()],
    ['UTF-16 without line or ASCII', Buffer.from('王王', 'utf16le')],
    ['Latin-1', Buffer.from('A=Größe', 'latin1')],
  ])('is refused in %s', async (_name, content) => {
    expect(await refusal(content)).toBe(`${file} is not UTF-8 text (perhaps UTF-16): save it as UTF-8.`);
  });

  it('is refused as a pipe, which may have nobody to write to it', () => {
    execFileSync('mkfifo', [file]);
    expect(() => readEnvFile(file)).toThrow(`${file} is a pipe: make it a file, or remove it.`);
  });

  it('is refused as a directory', async () => {
    await mkdir(file);
    expect(() => readEnvFile(file)).toThrow(
      `${file} cannot be read: it is a directory. Fix it or remove it.`,
    );
  });

  it('is refused as a link that leads nowhere', async () => {
    await symlink('nowhere', file);
    expect(() => readEnvFile(file)).toThrow(`${file} cannot be read: it is a link to a missing file.`);
  });
});
