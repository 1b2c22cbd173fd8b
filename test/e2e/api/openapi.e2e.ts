import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { TestApp } from '../../support/test-app.js';

const OPERATIONS = [
  'cancelOrder',
  'checkLiveness',
  'checkReadiness',
  'createOrder',
  'createOrders',
  'getLatestEvent',
  'getMetrics',
  'getOrder',
  'getProcessing',
  'listEvents',
  'listOrderEvents',
  'listOrders',
  'pauseProcessing',
  'resumeProcessing',
  'retryFailedOrders',
  'retryOrder',
];

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, unknown>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, { properties?: Record<string, { example?: unknown }> }>;
  };
}

describe('the API documentation', () => {
  let app: TestApp;
  let document: Document;

  beforeAll(async () => {
    app = await TestApp.start();
    document = (await app.request('/docs-json')).body as Document;
  });

  afterAll(() => app.dispose());

  it('is valid OpenAPI 3', async () => {
    expect(await new Validator().validate({ ...structuredClone(document) })).toMatchObject({ valid: true });
  });

  it('names each operation as generated clients call it', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(OPERATIONS);
  });

  it.each([
    ['post', '/orders', ['200', '201', '400', '409', '413', '415', '500', '503']],
    ['post', '/orders/batch', ['200', '400', '408', '409', '413', '415', '500', '503']],
    ['get', '/orders', ['200', '400', '500', '503']],
    ['get', '/orders/{order_id}', ['200', '400', '404', '500', '503']],
    ['get', '/orders/{order_id}/events', ['200', '204', '400', '404', '500', '503']],
    ['post', '/orders/{order_id}/cancel', ['200', '400', '404', '409', '500', '503']],
    ['post', '/orders/{order_id}/retry', ['200', '400', '404', '409', '500', '503']],
    ['post', '/orders/retry', ['200', '400', '500', '503']],
    ['get', '/events', ['200', '400', '500', '503']],
    ['get', '/events/latest', ['200', '400', '500', '503']],
    ['get', '/processing', ['200', '400', '500', '503']],
    ['post', '/processing/pause', ['200', '400', '500', '503']],
    ['post', '/processing/resume', ['200', '400', '500', '503']],
    ['get', '/metrics', ['200', '500', '503']],
    ['get', '/health/live', ['200']],
    ['get', '/health/ready', ['200', '503']],
  ])('lists every answer of %s %s', (method, path, statuses) => {
    expect(Object.keys(document.paths[path]?.[method]?.responses ?? {}).sort()).toEqual(statuses);
  });

  it('leaves no route out', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
    expect(operations).toHaveLength(16);
  });

  it("gives the contract's examples", () => {
    const examples = (schema: string): unknown[] =>
      Object.values(document.components.schemas[schema]?.properties ?? {}).map(({ example }) => example);
    expect(examples('CreateOrderDto')).toEqual(['A0001', 'user1', ['item1', 'item2'], 199.99]);
    expect(examples('OrderReceivedDto')).toEqual(['Order received', 'A0001']);
    expect(examples('MetricsDto')).toContain(2.26);
  });

  it('tells of both forms of a batch', () => {
    const { requestBody, responses } = document.paths['/orders/batch']?.['post'] as unknown as {
      requestBody: { content: object };
      responses: Record<string, { content: object }>;
    };
    const types = ['application/json', 'application/x-ndjson'];
    expect(Object.keys(requestBody.content)).toEqual(types);
    expect(Object.keys(responses['200']?.content ?? {})).toEqual(types);
    expect(Object.keys(responses['409']?.content ?? {})).toEqual(['application/problem+json']);
  });

  it('is a page for people too', async () => {
    const page = await fetch(`${app.url}/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
  });
});
