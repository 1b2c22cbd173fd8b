import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { serveHosts } from './http/routing/allowed-hosts.js';
import { refuseCrossSite } from './http/routing/same-site.js';
import { entriesOf, isLoopback } from './config/name-lists.js';
import type { Settings } from './config/settings.js';

/** What an answer tells beyond what every page may read. */
const EXPOSED_HEADERS = ['Location', 'Retry-After', 'Idempotent-Replayed', 'Preference-Applied'];

/** What protects the service from pages that people have open in their browsers. */
export function guardAgainstPages(app: NestExpressApplication, settings: Settings): void {
  const origins = entriesOf(settings.CORS_ORIGINS);
  const hosts = entriesOf(settings.ALLOWED_HOSTS);
  app.use(
    helmet({
      // It is served over HTTP too: TLS is the business of a proxy.
      strictTransportSecurity: false,
      // What only old browsers know, or what says nothing about answers of an API.
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
