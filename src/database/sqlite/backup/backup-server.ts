import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type Server, type Socket, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { Logger } from '@nestjs/common';
import { identityOf } from '../file/file-identity.js';
import type { SqliteFile } from '../file/sqlite-file.js';
import { type CopiedRows, copyDatabase } from './backup-copy.js';
import { type BackupMessage, type BackupRequest, backupSocketOf } from './backup-socket.js';

/** Only the owner and root may connect. */
const OTHERS_MASK = 0o177;
const TELL_EVERY_MS = 100;
const ASK_WITHIN_MS = 1000;

const LOGGER = new Logger('Backup');

/** Makes copies of the database for the backup command, which cannot read it while this process runs. */
export class BackupServer {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private readonly identity: string | undefined;

  private constructor(
    private readonly file: SqliteFile,
    private readonly server: Server,
    private readonly path: string,
  ) {
    this.identity = identityOf(path);
    server.on('connection', (socket) => this.take(socket));
  }

  /** Call it with the lock on the file: an existing socket belongs to a dead process then. */
  static async listen(file: SqliteFile): Promise<BackupServer | undefined> {
    const path = backupSocketOf(file.realPath);
    const server = createServer();
    try {
      if (path === undefined) throw new Error('the path is too long for a socket, or the system has none');
      rmSync(path, { force: true });
      listenAlone(server, path);
      await once(server, 'listening');
      return new BackupServer(file, server, path);
    } catch (error) {
      LOGGER.warn(`A backup needs the service to be stopped: ${String(error)}`);
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.stopping.abort(new Error('The service is stopping.'));
    // Closing removes the file of that name, which may be another service's socket by now.
    if (identityOf(this.path) === this.identity) this.server.close();
    else this.server.unref();
    await this.running;
  }

  private take(socket: Socket): void {
    const gone = new AbortController();
    socket.on('error', () => undefined).on('close', () => gone.abort(new Error('Nobody waits for it.')));
    // A client that sends nothing must not delay a stop.
    socket.setTimeout(ASK_WITHIN_MS, () => socket.destroy());
    createInterface(socket).once('line', (line) => {
      socket.setTimeout(0);
      const signal = AbortSignal.any([gone.signal, this.stopping.signal]);
      if (this.running) tell(socket, { error: 'Another backup is being made.' });
      else this.running = this.copy(line, socket, signal).finally(() => (this.running = undefined));
    });
  }

  private async copy(line: string, socket: Socket, signal: AbortSignal): Promise<void> {
    try {
      const { target } = JSON.parse(line) as BackupRequest;
      LOGGER.log(`Copying the database to ${target}.`);
      tell(socket, { rows: await this.copyTo(target, socket, signal) });
      LOGGER.log(`${target} is a whole copy.`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      LOGGER.warn(`No backup was made: ${reason}`);
      tell(socket, { error: reason });
    }
  }

  private copyTo(target: string, socket: Socket, signal: AbortSignal): Promise<CopiedRows> {
    let toldAt = -Infinity;
    return copyDatabase(
      this.file.uri,
      target,
      (progress) => {
        if (performance.now() - toldAt < TELL_EVERY_MS) return;
        toldAt = performance.now();
        socket.write(`${JSON.stringify({ progress } satisfies BackupMessage)}\n`);
      },
      signal,
    );
  }
}

/** `listen` creates the socket before it returns, so no other file of this process is affected. */
function listenAlone(server: Server, path: string): void {
  const mask = process.umask(OTHERS_MASK);
  try {
    server.listen(path);
  } finally {
    process.umask(mask);
  }
}

function tell(socket: Socket, message: BackupMessage): void {
  socket.end(`${JSON.stringify(message)}\n`);
}
