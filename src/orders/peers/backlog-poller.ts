import { Injectable } from '@nestjs/common';
import { OrderBacklog } from '../backlog/order-backlog.js';
import { OrderTotals } from '../totals/order-totals.js';
import { PeerQueries } from './peer-queries.js';

/** Corrects the backlog by what other instances have done. */
@Injectable()
export class BacklogPoller {
  /** How many orders had ended by the last poll. Those that end from the first one on count for the drain rate. */
  private ended: number | undefined;

  constructor(
    private readonly backlog: OrderBacklog,
    private readonly totals: OrderTotals,
    private readonly peers: PeerQueries,
  ) {}

  async poll(): Promise<void> {
    const { pending, processing, ended } = await this.totals.read();
    const latestClaim = await this.peers.latestClaim();
    const endedSince = ended - (this.ended ?? ended);
    this.ended = ended;
    this.backlog.correct({ unfinished: pending + processing, latestClaim, ended: endedSince });
  }
}
