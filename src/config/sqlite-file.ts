/** Forms of a path that other tools read differently, and what to write instead. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'must name a file: sqlite:data/orders.db'],
  [
    /^\/\//,
    'must not begin with sqlite://, which is ambiguous: write sqlite:data/orders.db for a relative path, or sqlite:/data/orders.db for an absolute one',
  ],
  [/^~/, 'must have no ~, which is not expanded: write the whole path'],
  [/^\$|\/\$/, 'must have no $ for a variable, which is not expanded: write the whole path'],
  [/^file:/i, 'must be a path, not a file: URL: sqlite:/data/orders.db'],
  [/^:/, 'must name a file: orders in memory would be lost'],
  [/\?/, 'must have no ? in it: parameters are not supported'],
  [/^\s/, 'must have no space after sqlite:'],
  [/(^|[/\\])\.{0,2}$/, 'must name a file, not a directory'],
];

/** All problems of a path to a SQLite file. Percent signs are taken literally; Windows drive letters are fine. */
export function problemsOfFile(path: string): string[] {
  const problems = RULES.filter(([pattern]) => pattern.test(path)).map(([, problem]) => problem);
  // The last rule also matches an empty path.
  return path === '' ? problems.slice(0, 1) : problems;
}
