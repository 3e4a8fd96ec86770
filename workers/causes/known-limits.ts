// Limits on concurrent connections that products ship with, by port. A match names a candidate and strengthens a
// threshold that the capture shows; it never makes one. Source: catalogue section B (product documentation).

interface KnownLimit {
  readonly port: number;
  readonly product: string;
  readonly key: string;
  readonly perClient: readonly number[];
  readonly total: readonly number[];
}

export const KNOWN_LIMITS: readonly KnownLimit[] = [
  { port: 2181, product: 'ZooKeeper', key: 'maxClientCnxns', perClient: [60, 10], total: [] },
  { port: 3306, product: 'MySQL', key: 'max_connections', perClient: [], total: [151, 152, 100] },
  { port: 5432, product: 'PostgreSQL', key: 'max_connections', perClient: [], total: [100, 97] },
  { port: 6432, product: 'PgBouncer', key: 'max_client_conn', perClient: [], total: [100] },
  { port: 6379, product: 'Redis', key: 'maxclients', perClient: [], total: [10_000] },
  { port: 11211, product: 'memcached', key: '-c', perClient: [], total: [1024] },
  { port: 27017, product: 'MongoDB', key: 'net.maxIncomingConnections', perClient: [], total: [65_536] },
  { port: 8500, product: 'Consul', key: 'http_max_conns_per_client', perClient: [200, 100], total: [] },
  { port: 25, product: 'Postfix', key: 'smtpd_client_connection_count_limit', perClient: [50], total: [100] },
  { port: 143, product: 'Dovecot', key: 'mail_max_userip_connections', perClient: [10], total: [] },
  { port: 993, product: 'Dovecot', key: 'mail_max_userip_connections', perClient: [10], total: [] },
];

export function knownClientLimit(port: number, limit: number): boolean {
  return KNOWN_LIMITS.some((known) => known.port === port && known.perClient.includes(limit));
}

export function knownTotalLimit(port: number, limit: number): boolean {
  return KNOWN_LIMITS.some((known) => known.port === port && known.total.includes(limit));
}
