/** Thrown at start when a setting needs a package that is not installed. */
class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
}

/**
 * Loads a package that only this setting needs.
 * @throws MissingPackageError that names the setting and the package; any other load error is passed on
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
