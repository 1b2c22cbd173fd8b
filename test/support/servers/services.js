/** Where the servers are that tests use. */
export const SERVICES = {
  postgres: {
    url: process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    port: 5432,
  },
  mysql: { url: process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306', port: 3306 },
  redis: { url: process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379', port: 6379 },
};
