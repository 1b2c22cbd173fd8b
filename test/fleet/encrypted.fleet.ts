import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Certificate, makeCertificate } from '../support/servers/certificate.js';
import { request } from '../support/http/http.js';
import { orderBody } from '../support/orders.js';
import { PrivatePostgres } from '../support/servers/private-postgres.js';
import { RedisServer } from '../support/servers/redis.js';
import { ServiceProcess } from '../support/processes/service-process.js';
import { TestDatabase } from '../support/database/test-database.js';

const MAIN = 'dist/main.js';
const CONNECTIONS_OF_OTHERS = `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;

describe('encrypted connections', () => {
  let directory: string;
  let files: Certificate;
  let database: PrivatePostgres | undefined;
  let redis: RedisServer | undefined;
  let service: ServiceProcess | undefined;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'orders-encrypted-'));
    files = await makeCertificate(directory);
    database = await PrivatePostgres.start(files);
    redis = await RedisServer.start(files);
  });

  afterAll(async () => {
    await Promise.all([database?.dispose(), redis?.dispose()]);
    await rm(directory, { recursive: true });
  });

  afterEach(() => service?.kill());

  async function start(settings: Record<string, string>): Promise<void> {
    const errors = openSync(join(directory, 'errors.log'), 'a');
    const places = {
      DATABASE_URL: `${database?.url}?ssl=true`,
      REDIS_URL: `${redis?.url}`,
      SIM_MAX_MS: '500',
    };
    try {
      service = await ServiceProcess.start(directory, { ...places, ...settings }, MAIN, errors);
    } finally {
      closeSync(errors);
    }
  }

  it('carry orders to a database and a Redis whose certificates are trusted', async () => {
    await start({ NODE_EXTRA_CA_CERTS: files.certificate });
    const headers = { 'Content-Type': 'application/json', Prefer: 'wait=30' };
    const body = JSON.stringify(orderBody());
    const answer = await request(`${service?.url}/orders`, { method: 'POST', headers, body });
    expect(answer.body).toMatchObject({ status: 'completed' });
    expect(await TestDatabase.at(`${database?.url}`).query(CONNECTIONS_OF_OTHERS)).toEqual([{ ssl: true }]);
  });

  it('are made to a database whose certificate is not asked for', async () => {
    await start({ DATABASE_URL: `${database?.url}?sslmode=require` });
    expect(await TestDatabase.at(`${database?.url}`).query(CONNECTIONS_OF_OTHERS)).toEqual([{ ssl: true }]);
  });

  it.each(['ssl=true', 'sslmode=verify-full'])(
    'are not made with %s to a database whose certificate nobody trusts',
    async (parameter) => {
      await expectRefusal({ DATABASE_URL: `${database?.url}?${parameter}` }, 'self-signed certificate');
    },
  );

  it('are not made to a database that has the certificate of another', async () => {
    const { certificate, key } = await makeCertificate(directory, 'DNS:elsewhere.example');
    const stranger = await PrivatePostgres.start({ certificate, key });
    try {
      const settings = {
        NODE_EXTRA_CA_CERTS: certificate,
        DATABASE_URL: `${stranger.url}?sslmode=verify-full`,
      };
      await expectRefusal(settings, "IP: 127.0.0.1 is not in the cert's list");
    } finally {
      await stranger.dispose();
    }
  });

  it('are not made to a database that speaks no TLS', async () => {
    const plain = await PrivatePostgres.start();
    try {
      await expectRefusal({ DATABASE_URL: `${plain.url}?sslmode=require` }, 'does not support SSL');
    } finally {
      await plain.dispose();
    }
  });

  async function expectRefusal(settings: Record<string, string>, reason: string): Promise<void> {
    await rm(join(directory, 'errors.log'), { force: true });
    await expect(start(settings)).rejects.toThrow('The service did not start');
    const printed = await readFile(join(directory, 'errors.log'), 'utf8');
    expect(printed).toContain('The database refuses: ');
    expect(printed).toContain(reason);
  }
});
