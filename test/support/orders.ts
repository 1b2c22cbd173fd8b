/** A valid order, as a client sends it. */
export interface OrderBody {
  readonly order_id: string;
  readonly user_id: string;
  readonly item_ids: readonly string[];
  readonly total_amount: number;
}

export function orderBody(changes: Partial<OrderBody> = {}): OrderBody {
  return {
    order_id: 'A0001',
    user_id: 'user1',
    item_ids: ['item1', 'item2'],
    total_amount: 199.99,
    ...changes,
  };
}
