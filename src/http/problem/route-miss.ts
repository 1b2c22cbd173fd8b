import type { Request } from 'express';
import { HttpProblem } from './http-problem.js';

/** The part of Express' router that is read here: its layers, some of which hold a route. */
interface RouterLayer {
  match(path: string): boolean;
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
}

/** Why no route matched: the path exists for other methods (405 with `Allow`), or not at all (404). */
export function routeMiss(request: Request): HttpProblem {
  const allowed = allowedMethods(request.app.router as unknown as { stack: RouterLayer[] }, request.path);
  return allowed.length > 0
    ? new HttpProblem(405, 'method_not_allowed', `${request.method} is not allowed here.`, {
        headers: { Allow: allowed.join(', ') },
      })
    : new HttpProblem(404, 'not_found', 'There is nothing at this address.');
}

function allowedMethods(router: { stack: RouterLayer[] }, path: string): string[] {
  const methods = router.stack
    .filter((layer) => layer.route && layer.match(path))
    .flatMap((layer) => Object.keys(layer.route?.methods ?? {}));
  if (methods.includes('get')) methods.push('head');
  return [...new Set(methods)].map((method) => method.toUpperCase()).sort();
}
