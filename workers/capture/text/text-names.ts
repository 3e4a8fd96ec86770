// Host and port names of printed packets as numbers: addresses and ports as they stand, well-known services by their number, all
// else by numbers of its own that nothing real has. Keeps what it gave out, so that the names can be told.

const WELL_KNOWN: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'ftp-data:20 ftp:21 ssh:22 telnet:23 smtp:25 mail:25 time:37 domain:53 dns:53 gopher:70 finger:79 http:80 www:80 kerberos:88 pop3:110 ' +
    'sunrpc:111 rpcbind:111 auth:113 nntp:119 epmap:135 loc-srv:135 netbios-ssn:139 imap:143 imap2:143 bgp:179 ldap:389 https:443 microsoft-ds:445 ' +
    'submissions:465 urd:465 igmpv3lite:465 login:513 shell:514 printer:515 submission:587 ldaps:636 rsync:873 imaps:993 pop3s:995 socks:1080 ' +
    'openvpn:1194 ms-sql-s:1433 oracle:1521 ncube-lm:1521 l2f:1701 pptp:1723 mqtt:1883 secure-mqtt:8883 radius:1812 cisco-sccp:2000 nfs:2049 ' +
    'eforward:2181 docker:2375 docker-s:2376 etcd-client:2379 etcd-server:2380 mysql:3306 ms-wbt-server:3389 svn:3690 epmd:4369 sip:5060 sip-tls:5061 ' +
    'xmpp-client:5222 postgresql:5432 postgres:5432 amqp:5672 amqps:5671 rfb:5900 vnc:5900 couchdb:5984 wsman:5985 x11:6000 redis:6379 ' +
    'ircd:6667 afs3-fileserver:7000 afs3-callback:7001 cassandra:9042 zookeeper:2181 http-alt:8080 webcache:8080 intermapper:8181 https-alt:8443 pcsync-https:8443 ' +
    'ddi-tcp-1:8888 cslistener:9000 hbase:16000 prometheus:9090 zeus-admin:9090 websm:9090 xmltec-xmlmail:9091 XmlIpcRegSvc:9092 git:9418 elasticsearch:9200 wap-wsp:9200 ' +
    'memcached:11211 memcache:11211 mongodb:27017 mongod:27017 irdmi:8000 commplex-main:5000 commplex-link:5001 distinct:9999 opsession-prxy:3307 ' +
    'webmin:10000 ndmp:10000 kafka:9092 rtsp:554 afp:548 afpovertcp:548 iscsi-target:3260 isns:3205 vce:11111 asf-rmcp:623 dircproxy:57000 http-mgmt:280'
  )
    .split(' ')
    .map((entry) => entry.split(':'))
    .map(([name = '', port = '']) => [name.toLowerCase(), Number(port)]),
);

/** Numbers are given out from the top, where neither servers nor most systems' own choice begin. */
const LAST_PORT = 65_535;
const FIRST_GIVEN_PORT = 61_000;

export interface NumberedAddress {
  readonly family: 4 | 6;
  /** 4 or 16 bytes. */
  readonly bytes: readonly number[];
}

export class TextNames {
  /** Text of a made-up address -> the name that it stands for. */
  readonly hosts = new Map<string, string>();
  /** Name -> the port that was made up for it. */
  readonly ports = new Map<string, number>();
  readonly #addresses = new Map<string, NumberedAddress>();

  port(text: string): number {
    if (/^\d{1,5}$/.test(text)) return Number(text) & 0xffff;
    const name = text.toLowerCase();
    const known = WELL_KNOWN[name] ?? this.ports.get(name);
    if (known !== undefined) return known;
    const given = Math.max(FIRST_GIVEN_PORT, LAST_PORT - this.ports.size);
    this.ports.set(name, given);
    return given;
  }

  address(text: string, family: 4 | 6): NumberedAddress {
    const key = `${family} ${text}`;
    const known = this.#addresses.get(key);
    if (known !== undefined) return known;
    const bytes = family === 4 ? ipv4Bytes(text) : ipv6Bytes(text);
    const address: NumberedAddress = { family, bytes: bytes ?? this.#give(text, family) };
    this.#addresses.set(key, address);
    return address;
  }

  /** 240.0.0.0/4 is reserved (RFC 1112 4), 100::/64 discards (RFC 6666): no packet has such an address. */
  #give(name: string, family: 4 | 6): readonly number[] {
    const number = this.hosts.size + 1;
    const low = [(number >>> 16) & 255, (number >>> 8) & 255, number & 255];
    if (family === 4) {
      this.hosts.set(`240.${low.join('.')}`, name);
      return [240, ...low];
    }
    const tail = number & 0xffff;
    const head = number >>> 16;
    this.hosts.set(`100::${head === 0 ? '' : `${head.toString(16)}:`}${tail.toString(16)}`, name);
    return [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...low];
  }
}

export function isNumericAddress(text: string): boolean {
  return ipv4Bytes(text) !== null || ipv6Bytes(text) !== null;
}

function ipv4Bytes(text: string): readonly number[] | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

/** RFC 4291 2.2, with an IPv4 address at the end or without, a zone left out. */
function ipv6Bytes(text: string): readonly number[] | null {
  const plain = text.replace(/%.*$/, '');
  if (!plain.includes(':') || plain.length > 45) return null;
  const halves = plain.split('::');
  if (halves.length > 2) return null;
  const parts = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(groupBytes)));
  const [head = [], tail] = parts;
  const length = head.length + (tail?.length ?? 0);
  const bytes = tail === undefined ? head : [...head, ...new Array<number>(Math.max(0, 16 - length)).fill(0), ...tail];
  return bytes.length === 16 && bytes.every((byte) => byte >= 0) ? bytes : null;
}

function groupBytes(group: string): readonly number[] {
  if (group.includes('.')) return ipv4Bytes(group) ?? [-1];
  if (!/^[0-9a-f]{1,4}$/i.test(group)) return [-1];
  const value = parseInt(group, 16);
  return [value >>> 8, value & 255];
}
