import { beforeEach, describe, expect, it } from '@jest/globals';
import { Urgency, WaitingLine } from './waiting-line.js';

const LIMIT = 4;

describe('the waiting line', () => {
  let line: WaitingLine<string>;

  beforeEach(() => {
    // A word weighs as much as it has letters.
    line = new WaitingLine(({ length }) => length);
  });

  function add(urgency: Urgency, ...items: string[]): void {
    for (const item of items) line.add(item, urgency);
  }

  function groups(): string[][] {
    const all: string[][] = [];
    while (!line.isEmpty) all.push(line.nextGroup(LIMIT));
    return all;
  }

  it('keeps the order of each kind', () => {
    add(Urgency.Single, 'a', 'b', 'c', 'd', 'e');
    expect(groups()).toEqual([['a', 'b', 'c', 'd'], ['e']]);
  });

  it('lets what is urgent go first', () => {
    add(Urgency.Bulk, 'BB');
    add(Urgency.Single, 'a');
    add(Urgency.Own, 'x');
    expect(groups()).toEqual([['x', 'a', 'BB']]);
  });

  it('lets single ones and bulk take turns', () => {
    add(Urgency.Bulk, 'BBBB', 'CCCC');
    add(Urgency.Single, 'a', 'b', 'c', 'd', 'e');
    expect(groups()).toEqual([['a', 'b', 'c', 'd'], ['BBBB'], ['e'], ['CCCC']]);
  });

  it('takes what is too heavy for any group when its turn has come', () => {
    add(Urgency.Bulk, 'BBBBBBBB');
    add(Urgency.Single, 'a');
    add(Urgency.Own, 'x', 'y', 'z', 'w');
    expect(groups()).toEqual([['x', 'y', 'z', 'w', 'a'], ['BBBBBBBB']]);
    add(Urgency.Own, 'XXXXXXXX');
    expect(groups()).toEqual([['XXXXXXXX']]);
  });

  it('does not let what is urgent keep the others out for ever', () => {
    add(Urgency.Own, 'x', 'xx', 'x', 'xxxx', 'xxxx');
    add(Urgency.Single, 'a', 'b');
    add(Urgency.Bulk, 'BBB');
    expect(groups()).toEqual([
      ['x', 'xx', 'x', 'a'],
      ['xxxx', 'BBB'],
      ['xxxx', 'b'],
    ]);
  });

  it('knows what waits of each kind', () => {
    add(Urgency.Bulk, 'BBB', 'CC');
    expect([line.weightOf(Urgency.Bulk), line.weightOf(Urgency.Single)]).toEqual([5, 0]);
    line.nextGroup(LIMIT);
    expect(line.weightOf(Urgency.Bulk)).toBe(2);
  });

  it('keeps back who asks for what another group holds, and who is behind and asks for the same', () => {
    line = new WaitingLine(
      () => 1,
      (item) => [...item],
    );
    add(Urgency.Own, 'y');
    add(Urgency.Single, 'xz', 'a', 'z', 'b');
    expect(line.nextGroup(LIMIT, 'x')).toEqual(['y', 'a', 'b']);
    expect(groups()).toEqual([['xz', 'z']]);
  });
});
