/** How each thing is put away that the run has made, in the order of their making. */
const belongings = new Set<() => Promise<unknown>>();
let isOver = false;

/**
 * Makes a thing that stays until all is put away, unless it is put away before.
 * @returns the thing, and how to put it away; to do so once more does nothing
 */
export function keep<Thing>(
  make: () => Promise<Thing>,
  remove: (thing: Thing) => Promise<unknown>,
): { readonly thing: Promise<Thing>; readonly putAway: () => Promise<unknown> } {
  if (isOver) throw new Error('The run is over.');
  const thing = make();
  let gone: Promise<unknown> | undefined;
  const putAway = (): Promise<unknown> => (gone ??= thing.then(remove));
  belongings.add(putAway);
  return { thing, putAway };
}

/** Runs `use` with a thing that is put away afterwards, also when the run is interrupted meanwhile. */
export async function having<Thing, Result>(
  make: () => Promise<Thing>,
  remove: (thing: Thing) => Promise<unknown>,
  use: (thing: Thing) => Promise<Result>,
): Promise<Result> {
  const { thing, putAway } = keep(make, remove);
  try {
    return await use(await thing);
  } finally {
    await putAway();
    belongings.delete(putAway);
  }
}

/** Puts away all there is, what was made last first: servers before what they work on. Nothing is made any more. */
export async function putAllAway(): Promise<void> {
  isOver = true;
  for (const putAway of [...belongings].reverse()) await putAway().catch(() => undefined);
}
