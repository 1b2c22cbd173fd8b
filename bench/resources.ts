/** How to release each resource, in the order of creation. */
const releases = new Set<() => Promise<unknown>>();
let isOver = false;

/**
 * Creates a resource that lives until the run ends, unless it is released earlier.
 * @returns the resource, and a function that releases it; calling it again does nothing
 */
export function keep<Resource>(
  create: () => Promise<Resource>,
  destroy: (resource: Resource) => Promise<unknown>,
): { readonly resource: Promise<Resource>; readonly release: () => Promise<unknown> } {
  if (isOver) throw new Error('The run is over.');
  const resource = create();
  let released: Promise<unknown> | undefined;
  const release = (): Promise<unknown> => (released ??= resource.then(destroy));
  releases.add(release);
  return { resource, release };
}

/** Runs `use` with a resource that is released afterwards, even if the run is interrupted. */
export async function withResource<Resource, Result>(
  create: () => Promise<Resource>,
  destroy: (resource: Resource) => Promise<unknown>,
  use: (resource: Resource) => Promise<Result>,
): Promise<Result> {
  const { resource, release } = keep(create, destroy);
  try {
    return await use(await resource);
  } finally {
    await release();
    releases.delete(release);
  }
}

/** Releases all resources, the latest first: servers before their databases. No new ones can be created after that. */
export async function releaseAll(): Promise<void> {
  isOver = true;
  for (const release of [...releases].reverse()) await release().catch(() => undefined);
}
