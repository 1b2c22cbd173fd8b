/** Imports go one way: config and common know nobody, orders knows no other feature, nobody knows metrics. */
const feature = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${[name, ...allowed].join('|')})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    feature('config', []),
    feature('common', []),
    feature('database', ['common', 'config']),
    feature('backup', ['config', 'database']),
    feature('redis', ['common', 'config']),
    feature('orders', ['common', 'config', 'database', 'redis']),
    feature('processing', ['common', 'config', 'orders', 'redis']),
    feature('metrics', ['common', 'config', 'orders', 'redis']),
    feature('health', ['common', 'database']),
    {
      name: 'no-test-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: String.raw`\.spec\.ts$` },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
