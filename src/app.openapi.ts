import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const TAGS = {
  orders: 'Orders and what clients may do to them.',
  processing: 'The work in the background.',
  metrics: 'Counters over all orders.',
  health: 'Probes.',
} as const;

/** Serves Swagger UI at `/docs` and the OpenAPI document at `/docs-json`. */
export function setUpDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'docs-json' });
}

/** @param app may be one that Nest has made in preview mode, which opens nothing */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Order processing')
    .setDescription('Takes orders, stores them, processes them in the background, and reports on all of it.')
    .setVersion('1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'Where this document comes from.');
  for (const [tag, description] of Object.entries(TAGS)) builder.addTag(tag, description);
  return SwaggerModule.createDocument(app, builder.build());
}
