import { beforeEach, describe, expect, it } from '@jest/globals';
import { BodyBudget } from './body-budget.js';
import { BodyRoom } from './body-room.js';

const MEBIBYTE = 1024 * 1024;
const SMALL = 16 * 1024;

describe('the room for bodies', () => {
  let room: BodyRoom;

  beforeEach(() => {
    room = new BodyRoom();
  });

  const bodyOf = (address: string): BodyBudget => new BodyBudget(room, address);

  it('can be used up by one address, and then refuses more', () => {
    expect(bodyOf('proxy').take(64 * MEBIBYTE)).toBe(true);
    expect(bodyOf('proxy').take(SMALL + 1)).toBe(false);
    expect(bodyOf('other').take(SMALL + 1)).toBe(false);
    expect(bodyOf('other').take(SMALL)).toBe(true);
  });

  it('is limited to a quarter per address once addresses are limited', () => {
    room.limitAddresses();
    expect(bodyOf('greedy').take(16 * MEBIBYTE)).toBe(true);
    expect(bodyOf('greedy').take(SMALL + 1)).toBe(false);
    expect(bodyOf('other').take(16 * MEBIBYTE)).toBe(true);
  });

  it('is released, also after a refusal', () => {
    const body = bodyOf('proxy');
    expect([body.take(SMALL), body.take(60 * MEBIBYTE), body.take(5 * MEBIBYTE)]).toEqual([
      true,
      true,
      false,
    ]);
    body.release();
    expect(bodyOf('proxy').take(64 * MEBIBYTE)).toBe(true);
  });
});
