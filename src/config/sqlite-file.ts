/** What a path may look like that means something else to whoever wrote it, and what to write instead. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'must name a file: sqlite:data/orders.db'],
  [
    /^\/\//,
    'must not begin with sqlite://, which may mean either: write sqlite:data/orders.db for a path from here, or sqlite:/data/orders.db for an absolute one',
  ],
  [/^~/, 'must have no ~, which nobody replaces: write the whole path'],
  [/^\$|\/\$/, 'must have no $ for a variable, which nobody replaces: write the whole path'],
  [/^file:/i, 'must be a path, not a file: URL: sqlite:/data/orders.db'],
  [/^:/, 'must name a file: orders in memory would be lost'],
  [/\?/, 'must have no ? in it: there are no parameters'],
  [/^\s/, 'must have no space behind sqlite:'],
  [/(^|[/\\])\.{0,2}$/, 'must name a file, not a directory'],
];

/** All that is wrong with a path to a SQLite file. Percent signs are themselves; letters of Windows' drives are fine. */
export function problemsOfFile(path: string): string[] {
  const problems = RULES.filter(([pattern]) => pattern.test(path)).map(([, problem]) => problem);
  // The last rule holds for an empty path too.
  return path === '' ? problems.slice(0, 1) : problems;
}
