/**
 * Loads a package that those who stay on SQLite need not have.
 * @throws Error naming the package if it is not installed
 */
export async function importDriver<Driver>(name: string, load: () => Promise<Driver>): Promise<Driver> {
  try {
    return await load();
  } catch (error) {
    throw new Error(`DATABASE_URL needs the package ${name}, which is not installed: npm install ${name}`, {
      cause: error,
    });
  }
}
