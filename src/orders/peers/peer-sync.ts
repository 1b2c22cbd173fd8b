import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Deployment } from '../../cluster/deployment.js';
import { PeriodicTask } from '../../common/periodic-task.js';
import { Role, Settings } from '../../config/settings.js';
import { BacklogPoller } from './backlog-poller.js';
import { ChangePoller } from './change-poller.js';

const CHANGES_INTERVAL_MS = 500;
const BACKLOG_INTERVAL_MS = 1000;

/** Runs what only an instance with peers needs: it looks at what the others have done. */
@Injectable()
export class PeerSync implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PeerSync.name);
  private readonly lookForChanges = new PeriodicTask(
    () => this.changes.takeTurn(),
    this.logger,
    'Could not look for changes of orders',
  );
  private readonly readBacklog = new PeriodicTask(
    () => this.backlog.poll(),
    this.logger,
    'Could not read the backlog',
  );

  constructor(
    private readonly deployment: Deployment,
    private readonly settings: Settings,
    private readonly changes: ChangePoller,
    private readonly backlog: BacklogPoller,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.pollBacklog();
  }

  @Interval(CHANGES_INTERVAL_MS)
  async pollChanges(): Promise<void> {
    if (!this.deployment.isAlone) await this.lookForChanges.run();
  }

  /** A worker takes no orders, and so needs no backlog. */
  @Interval(BACKLOG_INTERVAL_MS)
  async pollBacklog(): Promise<void> {
    if (!this.deployment.isAlone && this.settings.ROLE !== Role.Worker) await this.readBacklog.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.lookForChanges.stop(), this.readBacklog.stop()]);
  }
}
