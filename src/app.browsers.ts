import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { serveHosts } from './http/routing/allowed-hosts.js';
import { refuseCrossSite } from './http/routing/same-site.js';
import { entriesOf, isLoopback } from './config/name-lists.js';
import type { Settings } from './config/settings.js';

/** Response headers that pages of allowed origins may read, besides the safelisted ones. */
const EXPOSED_HEADERS = ['Location', 'Retry-After', 'Idempotent-Replayed', 'Preference-Applied'];

/** Protects the service from hostile web pages in a user's browser. */
export function guardAgainstPages(app: NestExpressApplication, settings: Settings): void {
  const origins = entriesOf(settings.CORS_ORIGINS);
  const hosts = entriesOf(settings.ALLOWED_HOSTS);
  app.use(
    helmet({
      // The service speaks plain HTTP; a proxy terminates TLS.
      strictTransportSecurity: false,
      // Headers that only old browsers read, or that mean nothing for API responses.
      originAgentCluster: false,
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
      contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    }),
  );
  if (isLoopback(settings.HOST) || hosts.length > 0) app.use(serveHosts(hosts));
  if (origins.length > 0) app.enableCors({ origin: origins, exposedHeaders: EXPOSED_HEADERS });
  app.use(refuseCrossSite(origins));
}
