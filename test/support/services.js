/** Where the database servers are that tests make databases on. */
export const SERVICES = {
  postgres: {
    url: process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    port: 5432,
  },
  mysql: { url: process.env.TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306', port: 3306 },
};
