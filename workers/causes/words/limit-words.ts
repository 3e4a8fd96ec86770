// What the two connection-limit causes and accept-then-close say alike: how connections were turned away, and what to check at a limit.

import { settingsOf } from '../known-defaults';
import { connectionsPerClient, establishedTo, openFiles, serverLog, serverOf } from './commands';
import type { HeadlineContext, NextCheck } from './words';

/** "closed right after being accepted": by FIN or RST; a filter that enforces the limit refuses the SYN instead. */
export function turnedAwayEn(context: HeadlineContext): string {
  if (context.outcome === 'refused' || context.facts['layer'] === 'filter') return 'refused';
  // One limit ends some by FIN and others by RST, as their first bytes happen to arrive: only a single one has a form.
  if (context.n > 1) return 'closed or reset right after being accepted';
  return context.outcome === 'reset' ? 'reset right after being accepted' : 'closed right after being accepted';
}

export function turnedAwayZh(context: HeadlineContext): string {
  if (context.outcome === 'refused' || context.facts['layer'] === 'filter') return '被拒绝';
  if (context.n > 1) return '刚建立就被关闭或重置';
  return context.outcome === 'reset' ? '刚建立就被重置' : '刚建立就被关闭';
}

const SETTINGS_NAMED = 6;

/** Settings of products that limit connections in this way, those of the case's port first. */
export function limitSettings(kind: 'client' | 'total', context: HeadlineContext): readonly string[] {
  const { port } = serverOf(context);
  return settingsOf(kind, /^\d+$/.test(port) ? Number(port) : undefined, SETTINGS_NAMED);
}

export function limitChecksEn(context: HeadlineContext): readonly NextCheck[] {
  const server = serverOf(context);
  return [
    { where: 'server', text: 'Who holds how many connections right now?', command: connectionsPerClient(server) },
    {
      where: 'server',
      text: 'What does the server log say at that time ("Too many connections", "max number of clients reached", "Too many open files")?',
      command: serverLog(),
    },
    {
      where: 'server',
      text: 'How close is the process to its descriptor limit (ulimit -n, LimitNOFILE)? Beyond it the log says "Too many open files".',
      command: openFiles(),
    },
    { where: 'client', text: 'Does the client leak connections or use too large a pool?', command: establishedTo(server) },
  ];
}

export function limitChecksZh(context: HeadlineContext): readonly NextCheck[] {
  const server = serverOf(context);
  return [
    { where: 'server', text: '现在每个客户端各占多少连接？', command: connectionsPerClient(server) },
    {
      where: 'server',
      text: '当时的服务端日志怎么说（Too many connections、max number of clients reached、Too many open files）？',
      command: serverLog(),
    },
    {
      where: 'server',
      text: '进程离文件描述符上限（ulimit -n、LimitNOFILE）还有多远？超出后日志为 Too many open files。',
      command: openFiles(),
    },
    { where: 'client', text: '客户端是否泄漏连接，或连接池设置过大？', command: establishedTo(server) },
  ];
}
