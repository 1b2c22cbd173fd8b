import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Role, Settings, mayHavePeers } from '../config/settings.js';
import { OrderBacklog } from './order-backlog.js';
import { OrderReader } from './order-reader.js';
import { PeerReader } from './peer-reader.js';

const REFRESH_INTERVAL_MS = 1000;

/** What the database has shown last. */
interface Progress {
  readonly taken: number;
  readonly unfinished: number;
}

/** Keeps the backlog true to what other instances do. */
@Injectable()
export class OrderBacklogRefresh implements OnApplicationBootstrap {
  private readonly logger = new Logger(OrderBacklogRefresh.name);
  private before: Progress | undefined;
  private isCounting = false;

  constructor(
    private readonly backlog: OrderBacklog,
    private readonly reader: OrderReader,
    private readonly peers: PeerReader,
    private readonly settings: Settings,
  ) {}

  /** What comes to its end from now on is noticed. */
  async onApplicationBootstrap(): Promise<void> {
    await this.run();
  }

  /** Never rejects, the next one tries again. Nobody asks a worker for its backlog. */
  @Interval(REFRESH_INTERVAL_MS)
  async run(): Promise<void> {
    if (!mayHavePeers(this.settings) || this.settings.ROLE === Role.Worker || this.isCounting) return;
    this.isCounting = true;
    try {
      await this.refresh();
    } catch (error) {
      this.logger.warn(`Could not count the backlog: ${String(error)}`);
    } finally {
      this.isCounting = false;
    }
  }

  /** What was taken, and is not there as unfinished any more, has come to its end. */
  private async refresh(): Promise<void> {
    const { orders: unfinished } = await this.reader.unfinished();
    const taken = await this.peers.latestOrder();
    const latestClaim = await this.peers.latestClaim();
    const before = this.before ?? { taken, unfinished };
    const ended = Math.max(0, taken - before.taken - (unfinished - before.unfinished));
    this.backlog.correct({ unfinished, latestClaim, ended });
    this.before = { taken, unfinished };
  }
}
