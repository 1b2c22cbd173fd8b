/** Thrown at start when a setting asks for a package that is not installed. */
class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
}

/**
 * Loads a package that is needed with Redis only.
 * @throws MissingPackageError naming it
 */
export async function loadOptional<Loaded>(name: string, load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (cause) {
    throw new MissingPackageError(
      `REDIS_URL is set, but the package ${name} is missing: npm install ${name}`,
      {
        cause,
      },
    );
  }
}
