import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Role, Settings, mayHavePeers } from '../config/settings.js';
import { OrderBacklog } from './order-backlog.js';
import { OrderReader } from './order-reader.js';
import { PeerReader } from './peer-reader.js';

const REFRESH_INTERVAL_MS = 1000;

/** What the database has shown last. */
interface Progress {
  readonly latestId: number;
  readonly unfinished: number;
  /** By how much ends seemed to be fewer than none, as the two were not read at one moment. */
  readonly owed: number;
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
    const latestClaim = await this.peers.latestClaim();
    this.before ??= { latestId: await this.peers.latestOrder(), unfinished, owed: 0 };
    const taken = await this.peers.takenAfter(this.before.latestId);
    const ended = taken.orders - (unfinished - this.before.unfinished) - this.before.owed;
    this.backlog.correct({ unfinished, latestClaim, ended: Math.max(0, ended) });
    this.before = { latestId: taken.latestId, unfinished, owed: Math.max(0, -ended) };
  }
}
