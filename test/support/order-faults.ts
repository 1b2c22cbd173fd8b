/** What must be zero once all orders are final, in SQL for any database. */
export const ORDER_FAULTS = {
  unfinished: `SELECT COUNT(*) AS n FROM orders WHERE status <> 'completed'`,
  notCompletedOnce: `SELECT COUNT(*) AS n FROM orders o WHERE 1 <> (
    SELECT COUNT(*) FROM order_timeline t WHERE t.order_pk = o.id AND t.type = 'completed')`,
  attemptsNotClaimedOnce: `SELECT COUNT(*) AS n FROM orders o WHERE o.attempts <> (
    SELECT COUNT(DISTINCT t.attempt) FROM order_timeline t WHERE t.order_pk = o.id AND t.type = 'claimed')`,
  timelinesWithGaps: `SELECT COUNT(*) AS n FROM orders o WHERE o.sequence <> (
    SELECT COUNT(*) FROM order_timeline t WHERE t.order_pk = o.id)`,
} as const;
