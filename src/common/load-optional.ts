/** Thrown at start when a setting asks for a package that is not installed. */
class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
}

/**
 * Loads a package that only this setting needs.
 * @throws MissingPackageError naming both, or whatever keeps a package that is there from loading
 */
export async function loadOptional<Loaded>(
  setting: string,
  name: string,
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const message = `${setting} needs the package ${name}, which is not installed: npm install ${name}`;
    throw new MissingPackageError(message, { cause });
  }
}
