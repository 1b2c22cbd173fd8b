import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import type { Redis, RedisOptions } from 'ioredis';
import { waitAtMost } from '../../common/wait-at-most.js';
import { RedisLink } from '../../cluster/redis/redis-link.js';
import { PATIENT } from '../../cluster/redis/redis-options.js';
import { decodeChange, encodeChange } from './change-message.js';
import { OrderChangedElsewhereEvent, OrderStatusChangedEvent } from '../domain/order-events.js';
import { OrderStatus } from '../domain/order-status.js';

/** ioredis would subscribe again by itself, and a refusal of that would end the process. */
const SUBSCRIBER: RedisOptions = { ...PATIENT, autoResubscribe: false };
/** How long a start waits for the subscription. */
const SUBSCRIBE_LIMIT_MS = 1000;

/** Publishes local changes of orders, and re-emits those of other instances. */
@Injectable()
export class ChangeNotifier implements OnModuleInit {
  private readonly instance = randomUUID();
  /** Order ids to be published, by channel. */
  private readonly leaving = new Map<string, string[]>();
  private readonly changed: string;
  private readonly cancelled: string;
  private isSubscribed = false;

  constructor(
    @Inject(RedisLink) private readonly redis: RedisLink | undefined,
    private readonly emitter: EventEmitter2,
  ) {
    this.changed = redis?.name('changed') ?? '';
    this.cancelled = redis?.name('cancelled') ?? '';
  }

  /** Whether it is subscribed to the changes of others. */
  get isListening(): boolean {
    return this.isSubscribed;
  }

  async onModuleInit(): Promise<void> {
    if (!this.redis) return;
    const subscriber = this.redis.connect(SUBSCRIBER);
    subscriber.on('message', (channel: string, message: string) => this.receive(channel, message));
    subscriber.on('close', () => (this.isSubscribed = false));
    const subscribed = new Promise<void>((resolve) =>
      subscriber.on('ready', () => void this.subscribe(subscriber).then(resolve)),
    );
    if (!this.redis.isConnected) return;
    // A late subscription is no harm: until then changes are polled.
    await waitAtMost(SUBSCRIBE_LIMIT_MS, subscribed);
  }

  /** Never rejects. Without a subscription changes are polled. */
  private async subscribe(subscriber: Redis): Promise<void> {
    try {
      await subscriber.subscribe(this.changed, this.cancelled);
      this.isSubscribed = true;
    } catch {
      // The link logs what Redis refuses.
    }
  }

  @OnEvent(OrderStatusChangedEvent.eventName)
  onOrderStatusChanged({ orderId, to }: OrderStatusChangedEvent): void {
    if (!this.redis?.isReady) return;
    if (this.leaving.size === 0) void nextTurn().then(() => this.send());
    const channel = to === OrderStatus.Cancelled ? this.cancelled : this.changed;
    const orderIds = this.leaving.get(channel) ?? [];
    this.leaving.set(channel, orderIds);
    orderIds.push(orderId);
  }

  /** Publishes all changes of this turn of the event loop, in one message for each channel. */
  private send(): void {
    for (const [channel, orderIds] of this.leaving) {
      const message = encodeChange({ sender: this.instance, orderIds });
      this.redis?.commands.publish(channel, message).catch(() => undefined);
    }
    this.leaving.clear();
  }

  private receive(channel: string, text: string): void {
    const message = decodeChange(text);
    if (!message || message.sender === this.instance) return;
    for (const orderId of message.orderIds) {
      const event = new OrderChangedElsewhereEvent(orderId, channel === this.cancelled);
      this.emitter.emit(OrderChangedElsewhereEvent.eventName, event);
    }
  }
}
