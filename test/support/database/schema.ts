import type { DataSource } from 'typeorm';

const OF_MYSQL = [
  `SELECT table_name, engine, table_collation FROM information_schema.tables
    WHERE table_schema = DATABASE() ORDER BY 1`,
  `SELECT table_name, column_name, ordinal_position, column_default, is_nullable, column_type, collation_name,
    column_key, extra FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 3`,
  `SELECT table_name, index_name, seq_in_index, column_name, non_unique FROM information_schema.statistics
    WHERE table_schema = DATABASE() ORDER BY 1, 2, 3`,
  `SELECT constraint_name, table_name, referenced_table_name, update_rule, delete_rule
    FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE() ORDER BY 1`,
];

const OF_POSTGRES = [
  `SELECT table_name, column_name, ordinal_position, column_default, is_nullable, data_type,
    character_maximum_length, collation_name
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 3`,
  `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`,
  `SELECT conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace ORDER BY 1`,
  `SELECT sequencename, data_type, max_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
];

/** All that a database server knows of the tables, but for their rows and where their keys go on. */
export async function schemaOf(source: DataSource): Promise<unknown> {
  const statements = source.options.type === 'postgres' ? OF_POSTGRES : OF_MYSQL;
  return Promise.all(statements.map((statement) => source.query<object[]>(statement)));
}
