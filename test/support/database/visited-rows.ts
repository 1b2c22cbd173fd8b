import type { DataSource } from 'typeorm';

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How many rows and index entries a server looks at for a statement, each as often as it does. */
export async function rowsVisited(source: DataSource, sql: string, parameters: unknown[]): Promise<number> {
  const runner = source.createQueryRunner();
  try {
    if (source.options.type === 'postgres') {
      const answer = (await runner.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters)) as unknown as {
        'QUERY PLAN': { Plan: PlanNode }[];
      }[];
      return Math.max(0, ...(answer[0]?.['QUERY PLAN'] ?? []).map(({ Plan }) => visitedBy(Plan)));
    }
    await runner.query('FLUSH STATUS');
    await runner.query(sql, parameters);
    const counts = (await runner.query(`SHOW SESSION STATUS LIKE 'Handler_read%'`)) as unknown as {
      Value: string;
    }[];
    return counts.reduce((sum, { Value }) => sum + Number(Value), 0);
  } finally {
    await runner.release();
  }
}

function visitedBy(node: PlanNode): number {
  const own = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  return (node.Plans ?? []).reduce((sum, child) => sum + visitedBy(child), own);
}
