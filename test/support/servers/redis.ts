import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { readSettings } from '../../../src/config/read-settings.js';
import { RedisLink } from '../../../src/cluster/redis/redis-link.js';
import type { Certificate } from './certificate.js';
import { freePort } from './free-port.js';
import { whenPrinted } from '../processes/when-printed.js';

const SHARED_REDIS = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** Settings of an app that meets nobody on this server but those that are given the same. */
export function redisSettings(url = SHARED_REDIS): { REDIS_URL: string; REDIS_PREFIX: string } {
  return { REDIS_URL: url, REDIS_PREFIX: `test-${randomUUID()}` };
}

export async function openLink(settings: Record<string, string>): Promise<RedisLink> {
  const link = await RedisLink.open(readSettings(settings));
  if (!link) throw new Error('There is no REDIS_URL.');
  await link.admit();
  return link;
}

/** Removes what tests have left on the server that is shared. */
export async function removeKeys({
  REDIS_URL,
  REDIS_PREFIX,
}: ReturnType<typeof redisSettings>): Promise<void> {
  const redis = new Redis(REDIS_URL);
  for await (const keys of redis.scanStream({ match: `${REDIS_PREFIX}:*` }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.del(...keys);
  }
  redis.disconnect();
}

/** A server of the test's own, to be stopped and flushed. It forgets everything when it stops. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly directory: string,
    private readonly tls: Certificate | undefined,
  ) {}

  /** @param tls with a certificate it speaks TLS alone */
  static async start(tls?: Certificate): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'redis-')), tls);
    try {
      await server.restart();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `${this.tls ? 'rediss' : 'redis'}://127.0.0.1:${this.port}`;
  }

  /** Resolves when it takes connections. */
  async restart(): Promise<void> {
    const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', [...this.listening(), ...options], {
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child = child;
    await whenPrinted(child.stdout, 'Ready to accept connections');
  }

  private listening(): string[] {
    const { tls, port } = this;
    if (!tls) return ['--port', String(port)];
    const files = ['--tls-cert-file', tls.certificate, '--tls-key-file', tls.key];
    return ['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', 'no'];
  }

  async flush(): Promise<void> {
    await this.tell('FLUSHALL');
  }

  /** Makes it a replica of another one, without breaking the connections to it. */
  async follow(master: RedisServer): Promise<void> {
    await this.tell('REPLICAOF', '127.0.0.1', master.port);
  }

  async tell(command: string, ...values: (string | number)[]): Promise<unknown> {
    const redis = new Redis(this.url);
    const answer = await redis.call(command, ...values);
    redis.disconnect();
    return answer;
  }

  /** By default as when its machine is lost. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true });
  }
}
