// Numbers that products ship with: limits on connections, accept queues, idle timers, requests per connection. The one
// source for every hint and for strengthening a threshold that a capture shows; it never makes a verdict. Says no words.

/**
 * client, total: open connections of one client address, of all, beyond which one is turned away. held: beyond which one waits.
 * backlog: length asked for the accept queue. requests: per connection.
 * Seconds without traffic: idle until a server or proxy closes, pool until a client does, path until a device forgets,
 * probe until keepalive begins. wait: seconds for an answer.
 */
export type DefaultKind = 'client' | 'total' | 'held' | 'backlog' | 'requests' | 'idle' | 'pool' | 'path' | 'probe' | 'wait';

/** Numbers (none: no limit unless configured) and the setting behind them. */
type Setting = readonly [kind: DefaultKind, values: readonly number[], key: string];

export interface KnownDefault {
  readonly product: string;
  /** Versions that the numbers hold for, where they changed. */
  readonly version: string;
  /** Where it usually listens; empty for what listens anywhere or stands between. */
  readonly ports: readonly number[];
  /** Read again in that source; otherwise known from the product's documentation of its usual versions. */
  readonly isVerified: boolean;
  readonly source: string;
  readonly settings: readonly Setting[];
}

const DOCUMENTATION = 'product documentation';

function known(product: string, version: string, ports: readonly number[], ...settings: readonly Setting[]): KnownDefault {
  return { product, version, ports, isVerified: false, source: DOCUMENTATION, settings };
}

function verified(source: string, row: KnownDefault): KnownDefault {
  return { ...row, isVerified: true, source };
}

const WEB = [80, 443];

export const KNOWN_DEFAULTS: readonly KnownDefault[] = [
  // Stores and brokers.
  verified(
    'NIOServerCnxnFactory.java',
    known(
      'ZooKeeper',
      '3.4+',
      [2181],
      ['client', [60], 'maxClientCnxns'],
      ['backlog', [50], 'clientPortListenBacklog'],
      ['idle', [10], 'session timeout of connections without a session'],
    ),
  ),
  known('ZooKeeper', '3.3', [2181], ['client', [10], 'maxClientCnxns']),
  known('ZooKeeper', '3.6+', [2181], ['total', [], 'maxCnxns']),
  // One more for the administrator; 100 before 5.1.15.
  known(
    'MySQL',
    '5.7, 8',
    [3306],
    ['total', [151, 152, 100], 'max_connections'],
    ['client', [], 'max_user_connections'],
    ['idle', [28_800], 'wait_timeout'],
    ['wait', [10], 'connect_timeout'],
  ),
  // The last three are kept for superusers.
  known('PostgreSQL', '', [5432], ['total', [100, 97], 'max_connections'], ['wait', [60], 'authentication_timeout']),
  known(
    'PgBouncer',
    '',
    [6432],
    ['total', [100], 'max_client_conn'],
    ['backlog', [128], 'listen_backlog'],
    ['idle', [600], 'server_idle_timeout'],
    ['wait', [120], 'query_wait_timeout'],
  ),
  known('SQL Server', '', [1433], ['total', [32_767], 'user connections']),
  known('Oracle listener', '', [1521], ['wait', [60], 'INBOUND_CONNECT_TIMEOUT']),
  known('Redis', '2.6+', [6379], ['total', [10_000], 'maxclients'], ['backlog', [511], 'tcp-backlog'], ['probe', [300], 'tcp-keepalive']),
  known('memcached', '1.4+', [11_211], ['total', [1024], '-c'], ['backlog', [1024], '-b']),
  known('MongoDB', '', [27_017], ['total', [65_536], 'net.maxIncomingConnections']),
  known(
    'Kafka',
    '',
    [9092],
    ['client', [], 'max.connections.per.ip'],
    ['backlog', [50], 'socket.listen.backlog.size'],
    ['idle', [600], 'connections.max.idle.ms of the broker'],
  ),
  known('Kafka clients', '', [9092], ['pool', [540], 'connections.max.idle.ms of the client']),
  known(
    'RabbitMQ',
    '',
    [5672],
    ['backlog', [128], 'tcp_listen_options.backlog'],
    ['idle', [120, 60], 'heartbeat (closed after two that are missed)'],
    ['wait', [10], 'handshake_timeout'],
  ),
  known(
    'ActiveMQ',
    '',
    [61_616],
    ['total', [1000], 'maximumConnections'],
    ['backlog', [5000], 'backlog'],
    ['idle', [30], 'wireFormat.maxInactivityDuration'],
  ),
  known('Consul', '', [8500], ['client', [200, 100], 'http_max_conns_per_client']),
  known('Consul', '', [8300], ['client', [100], 'rpc_max_conns_per_client']),
  // Login and mail.
  verified(
    'servconf.c',
    known(
      'sshd',
      '',
      [22],
      ['total', [10, 100], 'MaxStartups (unauthenticated connections)'],
      ['backlog', [128], 'SSH_LISTEN_BACKLOG'],
      ['idle', [120], 'LoginGraceTime'],
    ),
  ),
  known('sshd', '8.5+', [22], ['client', [], 'PerSourceMaxStartups']),
  known(
    'Postfix',
    '',
    [25],
    ['client', [50], 'smtpd_client_connection_count_limit'],
    ['total', [100], 'default_process_limit'],
    ['backlog', [100], 'inet_listen_backlog'],
    ['idle', [300], 'smtpd_timeout'],
  ),
  known('Dovecot', '', [143, 993], ['client', [10], 'mail_max_userip_connections'], ['idle', [1800], 'login and IDLE timeout']),
  known(
    'vsftpd, ProFTPD',
    '',
    [21],
    ['total', [2000], 'max_clients'],
    ['backlog', [32], 'listen backlog'],
    ['idle', [300], 'idle_session_timeout'],
  ),
  known('systemd socket units', '', [], ['total', [64], 'MaxConnections'], ['backlog', [4096], 'Backlog']),
  known('xinetd', '', [], ['client', [], 'per_source'], ['backlog', [64], 'listen backlog']),
  // Web and application servers.
  known(
    'Tomcat',
    '8.5 to 11',
    [8080],
    ['held', [8192, 10_000], 'maxConnections'],
    ['backlog', [100], 'acceptCount'],
    ['idle', [20, 60], 'keepAliveTimeout (connectionTimeout)'],
    ['requests', [100], 'maxKeepAliveRequests'],
  ),
  known('Jetty', '9 to 12', [8080], ['idle', [30], 'idleTimeout']),
  known('Undertow, WildFly', '', [8080], ['backlog', [1000, 10_000], 'backlog'], ['idle', [60], 'no-request-timeout']),
  known(
    'nginx',
    '',
    WEB,
    ['client', [], 'limit_conn'],
    ['held', [512, 1024], 'worker_connections'],
    ['backlog', [511], 'backlog'],
    ['idle', [75, 65], 'keepalive_timeout'],
    ['requests', [1000, 100], 'keepalive_requests'],
  ),
  known('nginx as a client', '', [], ['idle', [60], 'keepalive_timeout of the upstream'], ['wait', [60], 'proxy_read_timeout']),
  known(
    'Apache httpd',
    '2.4',
    WEB,
    ['held', [256, 400], 'MaxRequestWorkers'],
    ['backlog', [511], 'ListenBacklog'],
    ['idle', [5], 'KeepAliveTimeout'],
    ['wait', [60], 'Timeout'],
    ['requests', [100], 'MaxKeepAliveRequests'],
  ),
  known(
    'HAProxy',
    '',
    [],
    ['idle', [50], 'timeout client and server of common examples'],
    ['wait', [50], 'timeout server of common examples'],
  ),
  known(
    'Envoy',
    '',
    [],
    ['held', [1024], 'max_connections of the circuit breaker'],
    ['idle', [3600, 300], 'idle_timeout and stream_idle_timeout'],
    ['wait', [15, 5], 'route timeout and connect_timeout'],
  ),
  known('Traefik', '3', WEB, ['idle', [180], 'idleTimeout'], ['wait', [60], 'readTimeout']),
  verified(
    'lib/_http_server.js',
    known(
      'Node.js',
      'up to 25',
      [3000],
      ['backlog', [511], 'backlog'],
      ['idle', [5, 6], 'server.keepAliveTimeout'],
      ['wait', [300], 'server.requestTimeout'],
    ),
  ),
  verified('pull request 62782', known('Node.js', 'later than 25', [3000], ['idle', [65], 'server.keepAliveTimeout'])),
  known('Go http.Transport', '', [], ['pool', [90], 'IdleConnTimeout'], ['wait', [30, 10], 'Dialer.Timeout and TLSHandshakeTimeout']),
  known(
    'gunicorn',
    '',
    [8000],
    ['held', [1000], 'worker_connections'],
    ['backlog', [2048], 'backlog'],
    ['idle', [2], 'keepalive'],
    ['wait', [30], 'timeout'],
  ),
  known('uvicorn', '', [8000], ['backlog', [2048], 'backlog'], ['idle', [5], 'timeout_keep_alive']),
  known('Hypercorn', '', [8000], ['backlog', [100], 'backlog'], ['idle', [5], 'keep_alive_timeout']),
  known('aiohttp server', '', [8080], ['backlog', [128], 'backlog'], ['idle', [75, 3630], 'keepalive_timeout']),
  verified(
    'configuration.rb',
    known(
      'Puma',
      '5 and 6',
      [9292, 3000],
      ['backlog', [1024], 'backlog'],
      ['idle', [20], 'persistent_timeout'],
      ['wait', [30], 'first_data_timeout'],
    ),
  ),
  known('Puma', '7', [9292, 3000], ['idle', [65], 'persistent_timeout']),
  known('Unicorn', '', [8080], ['backlog', [1024], 'backlog'], ['wait', [60], 'timeout']),
  known('PHP-FPM', '', [9000], ['backlog', [511], 'listen.backlog']),
  known('IIS', '', WEB, ['idle', [120], 'connectionTimeout']),
  verified(
    'KestrelServerLimits.cs',
    known(
      'Kestrel',
      '',
      [5000],
      ['backlog', [512], 'Backlog'],
      ['idle', [130], 'KeepAliveTimeout'],
      ['wait', [30], 'RequestHeadersTimeout'],
    ),
  ),
  verified('a published case', known('Java', '', [], ['backlog', [50], 'ServerSocket (without a backlog of its own)'])),
  known('Python', '', [], ['backlog', [5, 100], 'request_queue_size of socketserver, backlog of asyncio']),
  // Clients and their pools.
  known('.NET SocketsHttpHandler', '6+', [], ['pool', [60, 120], 'PooledConnectionIdleTimeout'], ['wait', [100], 'HttpClient.Timeout']),
  known('java.net.http', '', [], ['pool', [30, 1200], 'jdk.httpclient.keepalive.timeout']),
  known('HttpURLConnection', '', [], ['pool', [5], 'http.keepAlive.time.server']),
  known('OkHttp', '', [], ['pool', [300], 'ConnectionPool keepAliveDuration'], ['wait', [10], 'readTimeout']),
  // Load balancers and what else stands between.
  known('AWS Application Load Balancer', '', WEB, ['idle', [60, 3600], 'idle_timeout and client_keep_alive']),
  verified('Elastic Load Balancing guide', known('AWS Classic Load Balancer', '', [], ['idle', [60], 'idle timeout'])),
  verified('Elastic Load Balancing guide', known('AWS Network Load Balancer', '', [], ['path', [350], 'tcp.idle_timeout.seconds'])),
  known('AWS NAT gateway', '', [], ['path', [350], 'idle timeout']),
  verified('EC2 user guide', known('AWS security groups', 'Nitro v6', [], ['path', [350], 'TcpEstablishedTimeout'])),
  verified('Network Firewall guide', known('AWS Network Firewall', '', [], ['path', [350], 'TCP idle timeout'])),
  verified('CloudFront guide', known('CloudFront', '', [], ['idle', [5], 'keep-alive timeout to the origin'])),
  verified('Azure Load Balancer guide', known('Azure Load Balancer', '', [], ['path', [240], 'idleTimeoutInMinutes'])),
  known('Azure NAT Gateway', '', [], ['path', [240], 'idle timeout']),
  known('Azure Application Gateway', '', [], ['idle', [240], 'idle timeout'], ['wait', [20, 30], 'request timeout to the back end']),
  verified(
    'Cloud Load Balancing guide',
    known(
      'Google Cloud Load Balancing',
      '',
      [],
      ['idle', [600, 610], 'keep-alive timeout to the back end and to clients'],
      ['wait', [30], 'back end service timeout'],
    ),
  ),
  known('Google Cloud VPC', '', [], ['path', [600], 'idle time of connection tracking']),
  verified('Cloud NAT guide', known('Google Cloud NAT', '', [], ['path', [1200], 'TCP established connection idle timeout'])),
  verified(
    'OCI guide',
    known(
      'OCI load balancer',
      '',
      [],
      ['idle', [65, 300], 'idle timeout to clients and to the back end'],
      ['requests', [10_000], 'requests of a client connection'],
    ),
  ),
  known(
    'Cloudflare',
    '',
    [],
    ['idle', [400, 900], 'idle timeout to clients and to the origin'],
    ['wait', [100, 120], 'origin read timeout'],
  ),
  known('Cisco ASA', '', [], ['path', [3600], 'timeout conn']),
  known('Palo Alto PAN-OS', '', [], ['path', [3600], 'TCP timeout']),
  verified('FortiOS CLI reference', known('FortiGate', '', [], ['path', [3600], 'session-ttl'])),
  verified('published configuration guide', known('Huawei USG', '', [], ['path', [1200], 'session aging time of tcp'])),
  known('Juniper SRX', '', [], ['path', [1800], 'inactivity-timeout']),
  known('Check Point', '', [], ['path', [3600], 'TCP session timeout']),
  known('pf', '', [], ['path', [86_400], 'tcp.established']),
  known('F5 BIG-IP', '', [], ['path', [300], 'idle timeout of the TCP profile']),
  known('Citrix ADC', '', [], ['idle', [180, 360, 9000], 'cltTimeout and svrTimeout']),
  known('IPVS', '', [], ['path', [900], 'ipvsadm --set']),
  verified(
    'nf_conntrack_proto_tcp.c',
    known('Linux connection tracking', '', [], ['path', [432_000], 'nf_conntrack_tcp_timeout_established']),
  ),
  verified('issue 97377', known('kube-proxy', '', [], ['path', [86_400, 3600], 'conntrack-tcp-timeout-established and -close-wait'])),
  // Operating systems.
  verified(
    'sysctl of a running system',
    known('Linux', '5.4+', [], ['backlog', [4096], 'net.core.somaxconn'], ['probe', [7200], 'net.ipv4.tcp_keepalive_time']),
  ),
  known('Linux', 'before 5.4', [], ['backlog', [128], 'net.core.somaxconn']),
  known('macOS', '', [], ['backlog', [128], 'kern.ipc.somaxconn']),
  known('Windows', '', [], ['backlog', [200], 'SOMAXCONN'], ['probe', [7200], 'KeepAliveTime']),
];

/** What was measured; each number is looked for among the defaults of its kind. */
export interface Measured {
  readonly port: number | undefined;
  /** Open connections at which one more was turned away; `limitOf` where it shows whose. */
  readonly limit?: number | undefined;
  readonly limitOf?: 'client' | 'total' | undefined;
  /** A timer that several connections agree on, or that a header announced. */
  readonly timeoutSeconds?: number | undefined;
  /** One measured silence before the close. */
  readonly idleSeconds?: number | undefined;
  /** Longest silence that did no harm: the timer lies between it and `idleSeconds`. */
  readonly survivedSeconds?: number | undefined;
  /** Who closed or forgot, where it shows. */
  readonly idleKind?: 'idle' | 'pool' | 'path' | 'probe' | undefined;
  /** How long a client waited before it gave up. */
  readonly waitedSeconds?: number | undefined;
  readonly backlog?: number | undefined;
  readonly requests?: number | undefined;
}

export interface DefaultHint {
  readonly product: string;
  readonly version: string;
  readonly kind: DefaultKind;
  readonly key: string;
  /** The default itself, not what was measured. */
  readonly value: number;
  readonly matchesPort: boolean;
  readonly isVerified: boolean;
}

/** Timers fire late, never early. */
const EARLY_RATIO = 0.01;
const LATE_SECONDS = 1.1;
const LATE_RATIO = 0.02;
/** Clocks of captures resolve no less; what lies below is noise of binary fractions. */
const NOISE_SECONDS = 1e-9;
/** A timer this short is met by any pause of a second. */
const SHORTEST_TIMER_SECONDS = 2;

export function fitsTimer(measuredSeconds: number, nominalSeconds: number): boolean {
  const late = measuredSeconds - nominalSeconds;
  return (
    late >= -nominalSeconds * EARLY_RATIO - NOISE_SECONDS && late <= Math.max(LATE_SECONDS, nominalSeconds * LATE_RATIO) + NOISE_SECONDS
  );
}

/** Products whose default equals a measured number. Where the port speaks for one, products of other ports are left out. */
export function hintsFor(measured: Measured): readonly DefaultHint[] {
  const hints: (DefaultHint & { readonly isElsewhere: boolean })[] = [];
  for (const { product, version, ports, isVerified, settings } of KNOWN_DEFAULTS) {
    const matchesPort = measured.port !== undefined && ports.includes(measured.port);
    for (const [kind, values, key] of settings) {
      const value = values.find((candidate) => isMeasured(measured, kind, candidate));
      if (value === undefined) continue;
      hints.push({ product, version, kind, key, value, matchesPort, isVerified, isElsewhere: ports.length > 0 && !matchesPort });
    }
  }
  const isAtHome = hints.some((hint) => hint.matchesPort) || isTaken(measured.port);
  return hints
    .filter((hint) => !isAtHome || !hint.isElsewhere)
    .sort((a, b) => Number(b.matchesPort) - Number(a.matchesPort) || Number(b.isVerified) - Number(a.isVerified))
    .map(({ isElsewhere: _, ...hint }) => hint);
}

/** Ports that anything that speaks HTTP uses; every other port of the table speaks for its product. */
const SHARED_PORTS: ReadonlySet<number> = new Set([...WEB, 3000, 5000, 8000, 8080, 9000, 9292]);

function isTaken(port: number | undefined): boolean {
  return port !== undefined && !SHARED_PORTS.has(port) && KNOWN_DEFAULTS.some(({ ports }) => ports.includes(port));
}

function isMeasured(measured: Measured, kind: DefaultKind, value: number): boolean {
  switch (kind) {
    case 'client':
    case 'total':
      return measured.limit === value && (measured.limitOf === undefined || measured.limitOf === kind);
    case 'held':
      return false;
    case 'backlog':
      return measured.backlog === value;
    case 'requests':
      return measured.requests === value;
    case 'idle':
    case 'pool':
    case 'path':
    case 'probe':
      return (measured.idleKind === undefined || measured.idleKind === kind) && isIdleTime(measured, value);
    case 'wait':
      return measured.waitedSeconds !== undefined && value >= SHORTEST_TIMER_SECONDS && fitsTimer(measured.waitedSeconds, value);
  }
}

function isIdleTime({ timeoutSeconds, idleSeconds, survivedSeconds }: Measured, value: number): boolean {
  const seconds = timeoutSeconds ?? idleSeconds;
  if (seconds === undefined || value < SHORTEST_TIMER_SECONDS) return false;
  if (timeoutSeconds === undefined && survivedSeconds !== undefined) return value > survivedSeconds && value * (1 - EARLY_RATIO) <= seconds;
  return fitsTimer(seconds, value);
}

/** "ZooKeeper maxClientCnxns", ...: settings of that kind, those of the port first. */
export function settingsOf(kind: DefaultKind, port: number | undefined, most: number): readonly string[] {
  const named = KNOWN_DEFAULTS.flatMap((row) =>
    row.settings
      .filter((setting) => setting[0] === kind)
      .map(([, , key]) => ({ name: `${row.product} ${key.replace(/ \(.*/, '')}`, isHere: port !== undefined && row.ports.includes(port) })),
  );
  const names = named.toSorted((a, b) => Number(b.isHere) - Number(a.isHere)).map(({ name }) => name);
  return [...new Set(names)].slice(0, most);
}
