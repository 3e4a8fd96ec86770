// Commands of "what to check next", with the address and port of the case filled in. Same text in every language.

import type { HeadlineContext } from './words';

/** Where a command is to be aimed. Placeholders in capitals stand where the case names no single address or port. */
export interface Target {
  readonly host: string;
  readonly port: string;
}

/**
 * Address and port out of "10.0.0.2:2181", "[2001:db8::1]:443", "2001:db8::1" or "several servers".
 * Only characters that addresses and pseudonyms are made of pass: these texts are copied into shells, and links are foreign input.
 */
export function targetOf(endpoint: string, placeholder: string): Target {
  const bracketed = /^\[([0-9A-Fa-f:.]+)\](?::(\d{1,5}))?$/.exec(endpoint);
  if (bracketed) return { host: bracketed[1] ?? placeholder, port: bracketed[2] ?? 'PORT' };
  const plain = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?::(\d{1,5}))?$/.exec(endpoint);
  if (plain) return { host: plain[1] ?? placeholder, port: plain[2] ?? 'PORT' };
  if (/^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(endpoint)) return { host: endpoint, port: 'PORT' };
  return { host: placeholder, port: 'PORT' };
}

export function serverOf(context: HeadlineContext): Target {
  return targetOf(context.server, 'SERVER');
}

export function clientOf(context: HeadlineContext): Target {
  return targetOf(context.client, 'CLIENT');
}

/** "[2001:db8::1]:443" again, for tools that take host:port. */
export function hostPort(target: Target): string {
  return target.host.includes(':') ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
}

export const listening = (t: Target): string => (isAnyPort(t) ? 'ss -ltnp' : `ss -ltnp 'sport = :${t.port}'`);
export const filterRules = (): string => 'nft list ruleset; iptables -vnL';
export const tcpTraceroute = (t: Target): string =>
  isAnyPort(t) ? `tracepath -n ${t.host}` : `traceroute${v6(t)} -T -p ${t.port} ${t.host}`;
export const listenQueue = (t: Target): string => `ss -ltn 'sport = :${t.port}'`;
export const listenDrops = (): string =>
  'nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtTCPReqQFullDrop TcpExtTCPReqQFullDoCookies';
export const listenSettings = (): string => 'sysctl net.core.somaxconn net.ipv4.tcp_abort_on_overflow';
export const connectionsPerClient = (t: Target): string =>
  `ss -Htn state established '( sport = :${t.port} )' | awk '{sub(/:[0-9]+$/,"",$4);print $4}' | sort | uniq -c`;
export const establishedTo = (t: Target): string => `ss -Htnp state established '( dport = :${t.port} )' | wc -l`;
export const establishedFrom = (t: Target, client: Target): string =>
  `ss -tn state established${isAnyPort(t) ? '' : ` '( sport = :${t.port} )'`} dst '${client.host}'`;
export const openFiles = (): string => "grep 'open files' /proc/PID/limits; ls /proc/PID/fd | wc -l";
export const serverLog = (): string => "journalctl -u SERVICE --since '10 min ago'";
export const tracedCalls = (): string => 'strace -f -tt -e trace=accept4,read,recvfrom,shutdown,close -p PID';
export const closeWait = (side: 'client' | 'server' | undefined, t: Target): string =>
  `ss -tnp state close-wait '( ${side === 'client' ? 'dport' : 'sport'} = :${t.port} )'`;
/** `icmp6` as well: a rejected or vanished packet is told by it. */
export const capture = (t: Target, file: string): string =>
  `tcpdump -i any -s 512 -w ${file} '${isAnyPort(t) ? 'tcp' : `tcp port ${t.port}`} or icmp or icmp6'`;
/** At the end that this capture was not taken at. */
export const captureOtherEnd = (c: HeadlineContext): string =>
  capture(serverOf(c), c.caveats?.includes('vantage-server') === true ? 'client-side.pcap' : 'server-side.pcap');
export const resetReasons = (): string => 'perf trace -e tcp:tcp_send_reset';
export const tlsConnect = (t: Target): string => `openssl s_client -connect ${hostPort(t)}`;
/** IP header of 20 (40) bytes and ICMP header of 8 come on top of ping's size. */
export const fullSizePing = (t: Target, ipBytes: number): string =>
  `ping${v6(t)} -M do -s ${Math.max(0, Math.round(ipBytes) - (t.host.includes(':') ? 48 : 28))} -c 3 ${t.host}`;
export const keepaliveSettings = (): string =>
  'sysctl net.ipv4.tcp_keepalive_time net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes';

/** The case names no port, or more than one. */
export function isAnyPort(target: Target): boolean {
  return target.port === 'PORT';
}

function v6(target: Target): string {
  return target.host.includes(':') ? ' -6' : '';
}

export function portRange(): string {
  return 'sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse';
}

export function timeWaits({ port }: Target): string {
  return `ss -Htn state time-wait '( dport = :${port} )' | wc -l`;
}
