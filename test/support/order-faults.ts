/** What must be zero at rest while no order was removed, in SQL for any database: the log has each position once. */
export const LOG_FAULTS = {
  positionsMissing: `SELECT ABS(MAX(c.position) - COUNT(t.position)) + ABS(MAX(c.position) - COALESCE(MAX(t.position), 0))
    AS n FROM order_totals c LEFT JOIN order_timeline t ON 1 = 1`,
  positionsOutOfOrder: `SELECT COUNT(*) AS n FROM order_timeline t JOIN order_timeline earlier
    ON earlier.order_pk = t.order_pk AND earlier.sequence = t.sequence - 1 WHERE t.position <= earlier.position`,
  entriesWithoutPosition: `SELECT COUNT(*) AS n FROM order_timeline WHERE position IS NULL`,
} as const;

/** What must be zero once all orders are final, in SQL for any database. */
export const ORDER_FAULTS = {
  unfinished: `SELECT COUNT(*) AS n FROM orders WHERE status <> 'completed'`,
  notCompletedOnce: `SELECT COUNT(*) AS n FROM orders o WHERE 1 <> (
    SELECT COUNT(*) FROM order_timeline t WHERE t.order_pk = o.id AND t.type = 'completed')`,
  attemptsNotClaimedOnce: `SELECT COUNT(*) AS n FROM orders o WHERE o.attempts <> (
    SELECT COUNT(DISTINCT t.attempt) FROM order_timeline t WHERE t.order_pk = o.id AND t.type = 'claimed')`,
  timelinesWithGaps: `SELECT COUNT(*) AS n FROM orders o WHERE o.sequence <> (
    SELECT COUNT(*) FROM order_timeline t WHERE t.order_pk = o.id)`,
  ...LOG_FAULTS,
} as const;
