// Numbers that products ship with, one row per product and version, each with its source: limits on connections, accept queues,
// idle timers, waits, probes, requests per connection. Data only; known-defaults compares them. Says no words.

/**
 * client, total: open connections of one client address, of all, beyond which one is turned away. held: beyond which one waits.
 * backlog: length asked for the accept queue. requests: per connection.
 * Seconds without traffic: idle until a server or proxy closes, grace until a server gives up a client that says nothing (whole),
 * pool until a client closes, path until a device forgets, probe until keepalive begins. interval, probes: of keepalive.
 * wait: seconds until a client gives up an answer. stall: until a sender gives up a window of zero. syn: from the first SYN to the last.
 */
export type DefaultKind =
  | 'client'
  | 'total'
  | 'held'
  | 'backlog'
  | 'requests'
  | 'idle'
  | 'grace'
  | 'pool'
  | 'path'
  | 'probe'
  | 'interval'
  | 'probes'
  | 'wait'
  | 'stall'
  | 'syn';

/** Numbers (none: no limit unless configured) and the setting behind them. */
type Setting = readonly [kind: DefaultKind, values: readonly number[], key: string];

export interface KnownDefault {
  readonly product: string;
  /** Versions that the numbers hold for; SERVICE where there is but the one that runs. */
  readonly version: string;
  /** Where it usually listens; empty for what listens anywhere or stands between. */
  readonly ports: readonly number[];
  /** Protocols (model/mark-table) that it speaks to its clients, or as one; empty: any. */
  readonly speaks: readonly string[];
  /** Pieces, in lower case, of how it names itself in Server, X-Powered-By or a greeting; empty: it does not. */
  readonly names: readonly string[];
  /** What it passes on may carry the name of another product. */
  readonly isPassing: boolean;
  /** Read again in that source; otherwise known from it for its usual versions. */
  readonly isVerified: boolean;
  readonly source: string;
  readonly settings: readonly Setting[];
}

export const SERVICE = 'service';

interface Traits {
  readonly ports?: readonly number[];
  readonly speaks?: readonly string[];
  readonly names?: readonly string[];
  readonly isPassing?: boolean;
}

function known(product: string, version: string, source: string, traits: Traits, ...settings: readonly Setting[]): KnownDefault {
  return { product, version, ports: [], speaks: [], names: [], isPassing: false, isVerified: false, source, settings, ...traits };
}

function verified(...row: Parameters<typeof known>): KnownDefault {
  return { ...known(...row), isVerified: true };
}

const WEB = [80, 443];
const HTTP = ['HTTP', 'HTTP/2', 'gRPC', 'TLS'];
const MYSQL = ['MySQL'];
const SSH = ['SSH'];
/** An HTTP server that names itself in every answer unless told otherwise. */
const named = (name: string, ...ports: readonly number[]): Traits => ({ ports, speaks: HTTP, names: [name] });
/** One that does not, or is named by what runs on it. */
const unnamed = (...ports: readonly number[]): Traits => ({ ports, speaks: HTTP });
const balancer = (...ports: readonly number[]): Traits => ({ ports, speaks: HTTP, isPassing: true });
const only = (port: number, ...speaks: readonly string[]): Traits => ({ ports: [port], speaks });

export const KNOWN_DEFAULTS: readonly KnownDefault[] = [
  // Stores and brokers.
  verified(
    'ZooKeeper',
    '3.4+',
    'NIOServerCnxnFactory.java',
    only(2181, 'ZooKeeper', 'TLS'),
    ['client', [60], 'maxClientCnxns'],
    ['backlog', [50], 'clientPortListenBacklog'],
    ['grace', [10], 'session timeout of connections without a session'],
    ['idle', [40], 'maxSessionTimeout'],
  ),
  known('ZooKeeper', '3.3', 'ZooKeeper administrator guide', only(2181, 'ZooKeeper'), ['client', [10], 'maxClientCnxns']),
  known('ZooKeeper', '3.6+', 'ZooKeeper administrator guide', only(2181, 'ZooKeeper', 'TLS'), ['total', [], 'maxCnxns']),
  // One more for the administrator; 100 before 5.1.15.
  known(
    'MySQL',
    '5.7, 8',
    'MySQL manual, server system variables',
    { ports: [3306], speaks: MYSQL, names: ['mysql'] },
    ['total', [151, 152, 100], 'max_connections'],
    ['client', [], 'max_user_connections'],
    ['backlog', [151, 80], 'back_log'],
    ['idle', [28_800], 'wait_timeout'],
    ['grace', [10, 30], 'connect_timeout and net_read_timeout'],
    ['stall', [60], 'net_write_timeout'],
  ),
  known(
    'MariaDB',
    '10.2+',
    'MariaDB documentation, server system variables',
    { ports: [3306], speaks: MYSQL, names: ['mariadb'] },
    ['total', [151, 152], 'max_connections'],
    ['idle', [28_800], 'wait_timeout'],
    ['grace', [10, 30], 'connect_timeout and net_read_timeout'],
    ['stall', [60], 'net_write_timeout'],
  ),
  // The last three are kept for superusers.
  known(
    'PostgreSQL',
    '9.3+',
    'PostgreSQL documentation, connections and authentication',
    only(5432, 'PostgreSQL'),
    ['total', [100, 97], 'max_connections'],
    ['grace', [60], 'authentication_timeout'],
  ),
  known(
    'PgBouncer',
    '1.x',
    'PgBouncer config',
    only(6432, 'PostgreSQL'),
    ['total', [100], 'max_client_conn'],
    ['backlog', [128], 'listen_backlog'],
    ['pool', [600], 'server_idle_timeout'],
    ['wait', [120], 'query_wait_timeout'],
  ),
  known('SQL Server', '2012+', 'SQL Server documentation', only(1433, 'SQL Server', 'TLS'), ['total', [32_767], 'user connections']),
  known('SQL Server clients', '2012+', 'SQL Server documentation', { speaks: ['SQL Server', 'TLS'] }, [
    'probe',
    [30],
    'KeepAlive of the driver',
  ]),
  known('Oracle listener', '10.2+', 'Net Services Reference', only(1521, 'Oracle', 'TLS'), ['grace', [60], 'INBOUND_CONNECT_TIMEOUT']),
  known(
    'Redis',
    '2.6+',
    'redis.conf',
    only(6379, 'Redis', 'TLS'),
    ['total', [10_000], 'maxclients'],
    ['backlog', [511], 'tcp-backlog'],
    ['probe', [300], 'tcp-keepalive'],
    ['stall', [60], 'client-output-buffer-limit'],
  ),
  known('memcached', '1.4+', 'memcached manual page', only(11_211, 'memcached', 'TLS'), ['total', [1024], '-c'], ['backlog', [1024], '-b']),
  known('MongoDB', '3.0+', 'MongoDB configuration options', only(27_017, 'MongoDB', 'TLS'), [
    'total',
    [65_536, 1_000_000],
    'net.maxIncomingConnections',
  ]),
  known(
    'Kafka',
    '0.9+',
    'Kafka broker configuration',
    only(9092, 'Kafka', 'TLS'),
    ['client', [], 'max.connections.per.ip'],
    ['backlog', [50], 'socket.listen.backlog.size'],
    ['idle', [600], 'connections.max.idle.ms of the broker'],
  ),
  known('Kafka clients', '0.9+', 'Kafka producer configuration', only(9092, 'Kafka', 'TLS'), [
    'pool',
    [540],
    'connections.max.idle.ms of the client',
  ]),
  known(
    'RabbitMQ',
    '3, 4',
    'RabbitMQ configuration',
    only(5672, 'AMQP', 'TLS'),
    ['backlog', [128], 'tcp_listen_options.backlog'],
    ['idle', [120, 60], 'heartbeat (closed after two that are missed)'],
    ['grace', [10], 'handshake_timeout'],
  ),
  known(
    'ActiveMQ',
    '5',
    'ActiveMQ transport options',
    { ports: [61_616] },
    ['total', [1000], 'maximumConnections'],
    ['backlog', [5000], 'backlog'],
    ['idle', [30], 'wireFormat.maxInactivityDuration'],
  ),
  known('Consul', '1.6.3+', 'Consul agent configuration', unnamed(8500), ['client', [200, 100], 'http_max_conns_per_client']),
  known('Consul', '1.6.3+', 'Consul agent configuration', { ports: [8300] }, ['client', [100], 'rpc_max_conns_per_client']),
  // Login and mail.
  verified(
    'sshd',
    'OpenSSH 6+',
    'servconf.c',
    only(22, ...SSH),
    ['total', [10, 100], 'MaxStartups (unauthenticated connections)'],
    ['backlog', [128], 'SSH_LISTEN_BACKLOG'],
    ['grace', [120], 'LoginGraceTime'],
  ),
  known('sshd', 'OpenSSH 8.5+', 'sshd_config manual page', only(22, ...SSH), ['client', [], 'PerSourceMaxStartups']),
  known(
    'Postfix',
    '2.2+',
    'Postfix configuration parameters',
    { ports: [25], speaks: ['SMTP', 'TLS'], names: ['postfix'] },
    ['client', [50], 'smtpd_client_connection_count_limit'],
    ['total', [100], 'default_process_limit'],
    ['backlog', [100], 'inet_listen_backlog'],
    ['idle', [300], 'smtpd_timeout'],
  ),
  known(
    'Dovecot',
    '2.x',
    'Dovecot settings',
    { ports: [143, 993], speaks: ['IMAP', 'POP3', 'TLS'] },
    ['client', [10], 'mail_max_userip_connections'],
    ['idle', [1800], 'login and IDLE timeout'],
  ),
  known(
    'vsftpd, ProFTPD',
    'vsftpd 2+, ProFTPD 1.3',
    'vsftpd.conf manual page',
    only(21, 'FTP'),
    ['total', [2000], 'max_clients'],
    ['backlog', [32], 'listen backlog'],
    ['idle', [300], 'idle_session_timeout'],
  ),
  known(
    'systemd socket units',
    '220+',
    'systemd.socket manual page',
    {},
    ['total', [64], 'MaxConnections'],
    ['backlog', [4096], 'Backlog'],
  ),
  known('xinetd', '2.3', 'xinetd.conf manual page', {}, ['client', [], 'per_source'], ['backlog', [64], 'listen backlog']),
  // Web and application servers.
  known(
    'Tomcat',
    '8.5 to 11',
    'Tomcat HTTP connector',
    unnamed(8080),
    ['held', [8192, 10_000], 'maxConnections'],
    ['backlog', [100], 'acceptCount'],
    ['idle', [20, 60], 'keepAliveTimeout (connectionTimeout)'],
    ['requests', [100], 'maxKeepAliveRequests'],
  ),
  known('Jetty', '9 to 12', 'Jetty operations guide', named('jetty', 8080), ['idle', [30], 'idleTimeout']),
  known(
    'Undertow, WildFly',
    'Undertow 1, 2',
    'Undertow subsystem reference',
    unnamed(8080),
    ['backlog', [1000, 10_000], 'backlog'],
    ['idle', [60], 'no-request-timeout'],
  ),
  known(
    'nginx',
    '1.x',
    'ngx_http_core_module',
    { ports: WEB, speaks: HTTP, names: ['nginx', 'openresty', 'tengine'] },
    ['client', [], 'limit_conn'],
    ['held', [512, 1024], 'worker_connections'],
    ['backlog', [511], 'backlog'],
    ['idle', [75, 65], 'keepalive_timeout'],
    ['grace', [60], 'client_header_timeout'],
    ['stall', [60], 'send_timeout'],
    ['requests', [1000, 100], 'keepalive_requests'],
  ),
  known(
    'nginx as a client',
    '1.x',
    'ngx_http_upstream_module',
    { speaks: HTTP },
    ['pool', [60], 'keepalive_timeout of the upstream'],
    ['wait', [60], 'proxy_read_timeout'],
    ['requests', [1000], 'keepalive_requests of the upstream'],
  ),
  known(
    'Apache httpd',
    '2.4',
    'Apache core features',
    { ports: WEB, speaks: HTTP, names: ['apache'] },
    ['held', [256, 400], 'MaxRequestWorkers'],
    ['backlog', [511], 'ListenBacklog'],
    ['idle', [5], 'KeepAliveTimeout'],
    ['grace', [20, 40, 60], 'RequestReadTimeout and Timeout'],
    ['stall', [60], 'Timeout'],
    ['requests', [100], 'MaxKeepAliveRequests'],
  ),
  known('Apache httpd as a proxy', '2.4', 'mod_proxy', { speaks: HTTP }, ['wait', [60], 'ProxyTimeout (Timeout)']),
  known(
    'HAProxy',
    '1.5+',
    'HAProxy configuration manual',
    { isPassing: true },
    ['idle', [50], 'timeout client and server of common examples'],
    ['wait', [50], 'timeout server of common examples'],
  ),
  known(
    'Envoy',
    '1.x',
    'Envoy FAQ on timeouts',
    { isPassing: true },
    ['held', [1024], 'max_connections of the circuit breaker'],
    ['idle', [3600, 300], 'idle_timeout and stream_idle_timeout'],
    ['wait', [15, 5], 'route timeout and connect_timeout'],
  ),
  known('Traefik', '3', 'Traefik entry points', balancer(80, 443), ['idle', [180], 'idleTimeout'], ['grace', [60], 'readTimeout']),
  verified(
    'Node.js',
    '8 to 25',
    'lib/_http_server.js',
    unnamed(3000),
    ['backlog', [511], 'backlog'],
    ['idle', [5, 6], 'server.keepAliveTimeout'],
    ['grace', [60, 300], 'server.headersTimeout and requestTimeout'],
  ),
  verified('Node.js', 'later than 25', 'pull request 62782', unnamed(3000), ['idle', [65], 'server.keepAliveTimeout']),
  known(
    'Go',
    '1.13+',
    'package net',
    {},
    ['probe', [15], 'KeepAlive of Dialer and ListenConfig'],
    ['interval', [15], 'KeepAlive of Dialer'],
  ),
  known(
    'Go http.Transport',
    '1.7+',
    'package net/http',
    { speaks: HTTP },
    ['pool', [90], 'IdleConnTimeout'],
    ['wait', [30, 10], 'Dialer.Timeout and TLSHandshakeTimeout'],
  ),
  known(
    'gunicorn',
    '19+',
    'gunicorn settings',
    named('gunicorn', 8000),
    ['held', [1000], 'worker_connections'],
    ['backlog', [2048], 'backlog'],
    ['idle', [2], 'keepalive'],
    ['grace', [30], 'timeout'],
  ),
  known('uvicorn', '0.x', 'uvicorn settings', named('uvicorn', 8000), ['backlog', [2048], 'backlog'], ['idle', [5], 'timeout_keep_alive']),
  known(
    'Hypercorn',
    '0.x',
    'Hypercorn configuration',
    named('hypercorn', 8000),
    ['backlog', [100], 'backlog'],
    ['idle', [5], 'keep_alive_timeout'],
  ),
  known('Daphne', '2+', 'Daphne command line', named('daphne', 8000), ['idle', [120], 'http-timeout']),
  known(
    'aiohttp server',
    '3',
    'aiohttp web reference',
    named('aiohttp', 8080),
    ['backlog', [128], 'backlog'],
    ['idle', [75, 3630], 'keepalive_timeout'],
  ),
  verified(
    'Puma',
    '5, 6',
    'configuration.rb',
    unnamed(9292, 3000),
    ['backlog', [1024], 'backlog'],
    ['idle', [20], 'persistent_timeout'],
    ['grace', [30], 'first_data_timeout'],
  ),
  known('Puma', '7', 'Puma changelog', unnamed(9292, 3000), ['idle', [65], 'persistent_timeout']),
  known('Unicorn', '4+', 'Unicorn configurator', unnamed(8080), ['backlog', [1024], 'backlog'], ['grace', [60], 'timeout']),
  known('PHP-FPM', '5.3+', 'PHP-FPM configuration', { ports: [9000] }, ['backlog', [511], 'listen.backlog']),
  known('IIS', '7+', 'IIS configuration reference', named('microsoft-', ...WEB), ['idle', [120], 'connectionTimeout']),
  verified(
    'Kestrel',
    'ASP.NET Core 2+',
    'KestrelServerLimits.cs',
    named('kestrel', 5000),
    ['backlog', [512], 'Backlog'],
    ['idle', [130], 'KeepAliveTimeout'],
    ['grace', [30], 'RequestHeadersTimeout'],
  ),
  verified('Java', 'all', 'a published case', {}, ['backlog', [50], 'ServerSocket (without a backlog of its own)']),
  known('Netty', '4', 'NetUtil.java', {}, ['backlog', [128, 4096, 200], 'SO_BACKLOG (SOMAXCONN of the system)']),
  known('Python', '3', 'socketserver.py, asyncio', {}, ['backlog', [5, 100], 'request_queue_size of socketserver, backlog of asyncio']),
  // Clients and their pools.
  known(
    '.NET SocketsHttpHandler',
    'Core 2.1+',
    'SocketsHttpHandler reference',
    { speaks: HTTP },
    ['pool', [60, 120], 'PooledConnectionIdleTimeout'],
    ['wait', [100], 'HttpClient.Timeout'],
  ),
  known('java.net.http', 'JDK 11+', 'module java.net.http', { speaks: HTTP }, ['pool', [30, 1200], 'jdk.httpclient.keepalive.timeout']),
  known('HttpURLConnection', 'all', 'Java networking properties', { speaks: HTTP }, ['pool', [5, 60], 'http.keepAlive.time.server']),
  known(
    'OkHttp',
    '3, 4',
    'ConnectionPool and OkHttpClient',
    { speaks: HTTP },
    ['pool', [300], 'ConnectionPool keepAliveDuration'],
    ['wait', [10], 'readTimeout'],
  ),
  // Load balancers and what else stands between.
  known('AWS Application Load Balancer', SERVICE, 'Elastic Load Balancing guide', balancer(...WEB), [
    'idle',
    [60, 3600],
    'idle_timeout and client_keep_alive',
  ]),
  verified('AWS Classic Load Balancer', SERVICE, 'Elastic Load Balancing guide', { isPassing: true }, ['idle', [60], 'idle timeout']),
  verified('AWS Network Load Balancer', SERVICE, 'Elastic Load Balancing guide', {}, ['path', [350], 'tcp.idle_timeout.seconds']),
  known('AWS NAT gateway', SERVICE, 'Amazon VPC guide', {}, ['path', [350], 'idle timeout']),
  verified('AWS security groups', 'Nitro v6', 'EC2 user guide', {}, ['path', [350], 'TcpEstablishedTimeout']),
  verified('AWS security groups', 'before Nitro v6', 'EC2 user guide', {}, ['path', [432_000], 'TcpEstablishedTimeout']),
  verified('AWS Network Firewall', SERVICE, 'Network Firewall guide', {}, ['path', [350], 'TCP idle timeout']),
  verified('CloudFront', SERVICE, 'CloudFront guide', { speaks: HTTP }, ['pool', [5], 'keep-alive timeout to the origin']),
  verified('Azure Load Balancer', SERVICE, 'Azure Load Balancer guide', {}, ['path', [240], 'idleTimeoutInMinutes']),
  known('Azure NAT Gateway', SERVICE, 'Azure NAT Gateway guide', {}, ['path', [240], 'idle timeout']),
  known(
    'Azure Application Gateway',
    SERVICE,
    'Application Gateway guide',
    balancer(),
    ['idle', [240], 'idle timeout'],
    ['wait', [20, 30], 'request timeout to the back end'],
  ),
  known('Azure Firewall', SERVICE, 'Azure Firewall guide', {}, ['path', [240], 'TCP idle timeout']),
  verified(
    'Google Cloud Load Balancing',
    SERVICE,
    'Cloud Load Balancing guide',
    balancer(),
    ['pool', [600], 'keep-alive timeout to the back end'],
    ['idle', [610], 'keep-alive timeout to clients'],
    ['wait', [30], 'back end service timeout'],
  ),
  known('Google Cloud VPC', SERVICE, 'VPC guide', {}, ['path', [600], 'idle time of connection tracking']),
  verified('Google Cloud NAT', SERVICE, 'Cloud NAT guide', {}, ['path', [1200], 'TCP established connection idle timeout']),
  verified(
    'OCI load balancer',
    SERVICE,
    'OCI guide',
    balancer(),
    ['idle', [65], 'idle timeout to clients'],
    ['pool', [300], 'idle timeout to the back end'],
    ['requests', [10_000], 'requests of a client connection'],
  ),
  known(
    'Cloudflare',
    SERVICE,
    'Cloudflare connection limits',
    balancer(),
    ['idle', [400], 'idle timeout to clients'],
    ['pool', [900], 'idle timeout to the origin'],
    ['wait', [100, 120], 'origin read timeout'],
  ),
  known('Cisco ASA', '8+', 'ASA configuration guide', {}, ['path', [3600], 'timeout conn']),
  known('Palo Alto PAN-OS', '8+', 'PAN-OS administrator guide', {}, ['path', [3600], 'TCP timeout']),
  verified('FortiGate', 'FortiOS 5+', 'FortiOS CLI reference', {}, ['path', [3600], 'session-ttl']),
  verified('Huawei USG', 'V500', 'published configuration guide', {}, ['path', [1200], 'session aging time of tcp']),
  known('Juniper SRX', 'Junos 12+', 'Junos flow-based guide', {}, ['path', [1800], 'inactivity-timeout']),
  known('Check Point', 'R70+', 'Security Gateway guide', {}, ['path', [3600], 'TCP session timeout']),
  known('pf', 'all', 'pf.conf manual page', {}, ['path', [86_400], 'tcp.established']),
  known('F5 BIG-IP', '11+', 'LTM profiles reference', {}, ['path', [300], 'idle timeout of the TCP profile']),
  known('Citrix ADC', '10+', 'Citrix ADC documentation', { isPassing: true }, ['idle', [180, 360, 9000], 'cltTimeout and svrTimeout']),
  known('IPVS', 'all', 'ipvsadm manual page', {}, ['path', [900], 'ipvsadm --set']),
  verified('Linux connection tracking', '2.6+', 'nf_conntrack_proto_tcp.c', {}, [
    'path',
    [432_000],
    'nf_conntrack_tcp_timeout_established',
  ]),
  verified('kube-proxy', '1.2+', 'issue 97377', {}, ['path', [86_400, 3600], 'conntrack-tcp-timeout-established and -close-wait']),
  // Operating systems.
  verified(
    'Linux',
    '5.4+',
    'sysctl of a running system',
    {},
    ['backlog', [4096], 'net.core.somaxconn'],
    ['probe', [7200], 'net.ipv4.tcp_keepalive_time'],
    ['interval', [75], 'net.ipv4.tcp_keepalive_intvl'],
    ['probes', [9], 'net.ipv4.tcp_keepalive_probes'],
  ),
  verified('Linux', '6.5+', 'measured', {}, ['syn', [69], 'net.ipv4.tcp_syn_retries (after four linear timeouts)']),
  known('Linux', 'before 6.5', 'ip-sysctl', {}, ['syn', [63], 'net.ipv4.tcp_syn_retries']),
  known('Linux', 'before 5.4', 'ip-sysctl', {}, ['backlog', [128], 'net.core.somaxconn']),
  known(
    'macOS',
    '10.5+',
    'sysctl of the system',
    {},
    ['backlog', [128], 'kern.ipc.somaxconn'],
    ['probe', [7200], 'net.inet.tcp.keepidle'],
    ['interval', [75], 'net.inet.tcp.keepintvl'],
    ['probes', [8], 'net.inet.tcp.keepcnt'],
  ),
  known(
    'FreeBSD',
    '9+',
    'tcp manual page',
    {},
    ['backlog', [128], 'kern.ipc.soacceptqueue'],
    ['probe', [7200], 'net.inet.tcp.keepidle'],
    ['interval', [75], 'net.inet.tcp.keepintvl'],
    ['probes', [8], 'net.inet.tcp.keepcnt'],
  ),
  known(
    'Windows',
    '7+',
    'TCP/IP registry values',
    {},
    ['backlog', [200], 'SOMAXCONN'],
    ['probe', [7200], 'KeepAliveTime'],
    ['probes', [10], 'TcpMaxDataRetransmissions (keepalive)'],
  ),
];
