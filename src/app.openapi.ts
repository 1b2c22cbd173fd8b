import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const TAGS = {
  orders: 'Orders and the actions that clients may take on them.',
  events: 'Changes of all orders, as one ordered log.',
  processing: 'Background processing of orders.',
  metrics: 'Counters of all orders.',
  health: 'Liveness and readiness probes.',
} as const;

/** Serves Swagger UI at `/docs` and the OpenAPI document at `/docs-json`. */
export function setUpDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'docs-json' });
}

/** @param app may have been created in Nest's preview mode, which opens no connections */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Order processing')
    .setDescription('Accepts orders, stores them, processes them in the background, and reports metrics.')
    .setVersion('1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'The server of this document.');
  for (const [tag, description] of Object.entries(TAGS)) builder.addTag(tag, description);
  return SwaggerModule.createDocument(app, builder.build());
}
