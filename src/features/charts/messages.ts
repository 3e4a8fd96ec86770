// Words of the charts in both languages. A chart's title is its conclusion: a sentence made from its numbers.

import { formatCount, formatDuration, formatPercent, formatTimer, type Language } from '#engine/base/format';
import type { OutcomeLook } from '#engine/model/outcome-look';
import type { EndedBy } from '#engine/model/verdict';

const many = (n: number, one: string, more: string) => `${formatCount(n)} ${n === 1 ? one : more}`;

const en = {
  title: 'Charts',
  loading: 'Counting …',
  failed: 'The charts cannot be drawn: the analysis does not answer.',
  none: 'No connection fits the filter.',
  filtered: (shown: number, total: number) => `${formatCount(shown)} of ${many(total, 'connection', 'connections')}`,
  showConnections: 'Show these connections',
  allConnections: 'Take the filter away',
  asTable: 'As table',
  asChart: 'As chart',
  time: 'Time since the first packet',
  from: 'From',
  to: 'To',
  count: 'Connections',
  looks: {
    reset: 'Reset',
    refused: 'Refused',
    noanswer: 'No answer',
    early: 'Closed early',
    closed: 'Closed normally',
    unclear: 'Open or unclear',
  } satisfies Record<OutcomeLook, string>,
  enders: { client: 'client', server: 'server', middlebox: 'device on the path', none: 'nobody' } satisfies Record<EndedBy, string>,
  opened: {
    name: 'Connections over time',
    bad: (bad: number, all: number, at: number) =>
      `${formatCount(bad)} of ${many(all, 'connection', 'connections')} went wrong, most of them from +${formatDuration(at, 'en')} on.`,
    good: (all: number) => `Nothing went wrong with ${many(all, 'connection', 'connections')}.`,
    range: 'Only connections that began between these times',
    apply: 'Show only these',
    seconds: 'seconds',
    brush: 'Time range',
  },
  concurrency: {
    name: 'Open connections and failures',
    limit: (limit: number, of: string) => `${of} is turned away at ${many(limit, 'open connection', 'open connections')}.`,
    flat: (low: number, high: number) =>
      low === high
        ? low === 0
          ? 'Failures came while no other connection was open.'
          : `Failures came with ${many(low, 'connection', 'connections')} open.`
        : `Failures came with anything from ${formatCount(low)} to ${many(high, 'open connection', 'open connections')}: no limit shows.`,
    open: 'Open connections',
    failure: 'Failed attempt',
    failedAt: 'Failed attempts',
    limitLine: (limit: number) => `${formatCount(limit)} = highest held when one was turned away`,
    whose: (server: string, client: string | null) => (client === null ? `At ${server}, all clients` : `At ${server}, of ${client}`),
  },
  silence: {
    name: 'Longest silence of a connection',
    bad: (failed: number, median: number) =>
      failed === 1
        ? `The connection that failed had been silent for ${formatDuration(median, 'en')}.`
        : `${many(failed, 'connection', 'connections')} failed after a longest silence of ${formatDuration(median, 'en')} (median).`,
    alsoDefault: (seconds: number, product: string) => ` ${formatTimer(seconds, 'en')} is also a default of ${product}.`,
    good: 'No established connection failed.',
    failed: 'Failed',
    others: 'Others',
    marker: (seconds: number, product: string) => `${formatTimer(seconds, 'en')} · ${product}`,
  },
  handshakes: {
    name: 'Handshakes',
    sentence: (median: number, slowest: number) =>
      `Half of the handshakes took ${formatDuration(median, 'en')} or less, the slowest ${formatDuration(slowest, 'en')}.`,
    retries: (n: number) => (n === 0 ? '' : ` ${many(n, 'attempt', 'attempts')} needed more than one SYN.`),
    bins: 'Round trip of the handshake',
    slowest: 'Slowest handshake begun then',
    syns: 'SYNs sent',
    synsOf: (n: number, most: number) => (n === most ? `${n} or more` : String(n)),
  },
  lifetimes: {
    name: 'From handshake to close',
    sentence: (median: number) => `Half of the connections ended within ${formatDuration(median, 'en')} of their handshake.`,
    by: 'Ended by',
  },
  share: (part: number, all: number) => formatPercent(all === 0 ? 0 : part / all, 'en'),
};

export type ChartMessages = typeof en;

const zh: ChartMessages = {
  title: '图表',
  loading: '正在统计……',
  failed: '无法绘制图表：分析没有应答。',
  none: '没有符合过滤条件的连接。',
  filtered: (shown, total) => `${formatCount(total)} 个连接中的 ${formatCount(shown)} 个`,
  showConnections: '显示这些连接',
  allConnections: '清除过滤',
  asTable: '表格',
  asChart: '图表',
  time: '自首个报文起的时间',
  from: '从',
  to: '到',
  count: '连接数',
  looks: { reset: '重置', refused: '拒绝', noanswer: '无应答', early: '提前关闭', closed: '正常关闭', unclear: '未结束或不明' },
  enders: { client: '客户端', server: '服务器', middlebox: '路径上的设备', none: '无' },
  opened: {
    name: '连接随时间的变化',
    bad: (bad, all, at) => `${formatCount(all)} 个连接中有 ${formatCount(bad)} 个出错，多数自 +${formatDuration(at, 'zh')} 起。`,
    good: (all) => `${formatCount(all)} 个连接均未出错。`,
    range: '只看在此时段开始的连接',
    apply: '只看这些',
    seconds: '秒',
    brush: '时间范围',
  },
  concurrency: {
    name: '打开的连接数与失败',
    limit: (limit, of) => `${of} 在打开 ${formatCount(limit)} 个连接时被拒绝。`,
    flat: (low, high) =>
      low === high
        ? low === 0
          ? '失败时没有其他打开的连接。'
          : `失败时打开着 ${formatCount(low)} 个连接。`
        : `失败时打开的连接数从 ${formatCount(low)} 到 ${formatCount(high)} 不等：看不出限额。`,
    open: '打开的连接数',
    failure: '失败的尝试',
    failedAt: '失败的尝试',
    limitLine: (limit) => `${formatCount(limit)} = 被拒绝时持有的最高连接数`,
    whose: (server, client) => (client === null ? `${server}，全部客户端` : `${server}，来自 ${client}`),
  },
  silence: {
    name: '连接的最长静默',
    bad: (failed, median) =>
      failed === 1
        ? `失败的连接此前静默了 ${formatDuration(median, 'zh')}。`
        : `${formatCount(failed)} 个连接失败，最长静默的中位数为 ${formatDuration(median, 'zh')}。`,
    alsoDefault: (seconds, product) => `${formatTimer(seconds, 'zh')} 也是 ${product} 的默认值。`,
    good: '没有已建立的连接失败。',
    failed: '失败',
    others: '其他',
    marker: (seconds, product) => `${formatTimer(seconds, 'zh')} · ${product}`,
  },
  handshakes: {
    name: '握手',
    sentence: (median, slowest) => `半数握手不超过 ${formatDuration(median, 'zh')}，最慢 ${formatDuration(slowest, 'zh')}。`,
    retries: (n) => (n === 0 ? '' : `${formatCount(n)} 次尝试需要不止一个 SYN。`),
    bins: '握手的往返时延',
    slowest: '当时开始的最慢握手',
    syns: '发送的 SYN 数',
    synsOf: (n, most) => (n === most ? `${n} 个或更多` : `${n} 个`),
  },
  lifetimes: {
    name: '从握手到关闭',
    sentence: (median) => `半数连接在握手后 ${formatDuration(median, 'zh')} 内结束。`,
    by: '由谁结束',
  },
  share: (part, all) => formatPercent(all === 0 ? 0 : part / all, 'zh'),
};

export const chartMessages: Readonly<Record<Language, ChartMessages>> = { en, zh };
