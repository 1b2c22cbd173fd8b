/** Imports go one way: config and common know nobody, http knows no orders, orders knows no other feature. */
const feature = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${[name, ...allowed].join('|')})/` },
});

/** Of the rooms of a feature that a room may import; specs may look around. */
const room = (feature, name, allowed) => ({
  name: `${feature}-${name}-imports`,
  severity: 'error',
  from: { path: `^src/${feature}/${name}/`, pathNot: String.raw`\.spec\.ts$` },
  to: {
    path: `^src/${feature}/`,
    pathNot: `^src/${feature}/(${[name, ...allowed].join('|')})(/|[.]ts$)`,
  },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    feature('config', []),
    feature('common', []),
    feature('http', ['common', 'config']),
    feature('database', ['common', 'config']),
    feature('backup', ['config', 'database']),
    feature('cluster', ['common', 'config', 'database']),
    feature('orders', ['common', 'config', 'http', 'database', 'cluster']),
    feature('processing', ['common', 'config', 'http', 'database', 'cluster', 'orders']),
    feature('order-log', ['common', 'config', 'http', 'database', 'cluster', 'orders']),
    feature('metrics', ['common', 'config', 'http', 'database', 'cluster', 'orders']),
    feature('health', ['common', 'http', 'database']),
    feature('orders/domain', ['common']),
    room('orders', 'totals', ['domain']),
    room('orders', 'log', ['domain', 'totals']),
    room('orders', 'store', ['domain', 'totals', 'log']),
    room('orders', 'queries', ['domain', 'store']),
    room('orders', 'backlog', ['domain', 'queries', 'totals']),
    room('orders', 'live', ['domain', 'queries']),
    room('orders', 'peers', ['domain', 'queries', 'totals', 'backlog', 'live']),
    room('orders', 'recovery', ['domain', 'store', 'queries']),
    room('orders', 'retention', ['domain', 'store', 'queries', 'log']),
    room('orders', 'batch', ['domain', 'store', 'queries', 'backlog', 'api']),
    room('processing', 'processor', []),
    room('processing', 'worker', ['processor']),
    room('processing', 'queue', ['worker']),
    room('http', 'problem', []),
    room('http', 'validation', ['problem']),
    room('http', 'routing', ['problem']),
    room('http', 'body', ['problem']),
    room('http', 'server', ['body', 'problem', 'routing']),
    room('http', 'streaming', ['body', 'problem', 'server']),
    room('cluster', 'redis', ['leadership', 'deployment']),
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
