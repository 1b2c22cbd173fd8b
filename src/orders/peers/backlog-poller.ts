import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Role, Settings } from '../../config/settings.js';
import { OrderBacklog } from '../backlog/order-backlog.js';
import { OrderTotals } from '../totals/order-totals.js';
import { PeerQueries } from './peer-queries.js';

const REFRESH_INTERVAL_MS = 1000;

/** Corrects the backlog by what other instances have done. */
@Injectable()
export class BacklogPoller implements OnApplicationBootstrap {
  private readonly logger = new Logger(BacklogPoller.name);
  /** How often orders had ended by the last time that was asked. */
  private ended: number | undefined;
  private isReading = false;

  constructor(
    private readonly backlog: OrderBacklog,
    private readonly totals: OrderTotals,
    private readonly peers: PeerQueries,
    private readonly settings: Settings,
  ) {}

  /** Orders that end from now on count for the drain rate. */
  async onApplicationBootstrap(): Promise<void> {
    await this.run();
  }

  /** Never rejects; the next run tries again. Not needed in a worker. */
  @Interval(REFRESH_INTERVAL_MS)
  async run(): Promise<void> {
    if (!this.totals.areKept || this.settings.ROLE === Role.Worker || this.isReading) return;
    this.isReading = true;
    try {
      await this.refresh();
    } catch (error) {
      this.logger.warn(`Could not read the backlog: ${String(error)}`);
    } finally {
      this.isReading = false;
    }
  }

  private async refresh(): Promise<void> {
    const { pending, processing, ended } = await this.totals.read();
    const latestClaim = await this.peers.latestClaim();
    const endedSince = ended - (this.ended ?? ended);
    this.ended = ended;
    this.backlog.correct({ unfinished: pending + processing, latestClaim, ended: endedSince });
  }
}
