// Runs before a build, for a clearer message than `nest: not found`.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const built = fileURLToPath(new URL('../dist/main.js', import.meta.url));

try {
  createRequire(import.meta.url).resolve('@nestjs/cli/package.json');
} catch {
  const lines = [
    'The packages that a build needs are not installed; npm skips them with --omit=dev and NODE_ENV=production.',
    'To install them:  npm ci --include=dev',
    ...(existsSync(built) ? ['To run the existing build:  node dist/main.js'] : []),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = 1;
}
