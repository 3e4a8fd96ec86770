// Words of the window tab in both languages, loaded with it. The title is the conclusion, made from the numbers.

import { formatBytes, formatDuration, type Language } from '#engine/base/format';
import type { WindowChart } from '#engine/rpc/charts';

type WindowSide = WindowChart['sides'][number];

const en = {
  closed: (side: string, duration: string) => `The ${side}’s window was zero for ${duration}.`,
  full: (side: string, bytes: string) => `The ${side} kept the other side’s window full: up to ${bytes} in flight.`,
  most: (bytes: string) => `Never more than ${bytes} in flight.`,
  none: 'No payload was sent.',
  sides: { client: 'client', server: 'server' },
  sent: { client: 'Client → server', server: 'Server → client' },
  inFlight: 'Sent, not acknowledged',
  window: 'Window of the receiver',
  unknownWindow: 'Its size is not known: the handshake with the scale is not in the capture.',
  time: 'Time since the connection began',
  asTable: 'As table',
  asChart: 'As chart',
  note: 'As seen where the capture was made. Of long connections the highest and the lowest of each stretch.',
};
export type WindowWords = typeof en;

const zh: WindowWords = {
  closed: (side, duration) => `${side}的窗口为零，持续 ${duration}。`,
  full: (side, bytes) => `${side}一直发满对端的窗口：在途最多 ${bytes}。`,
  most: (bytes) => `在途数据从未超过 ${bytes}。`,
  none: '没有发送载荷。',
  sides: { client: '客户端', server: '服务器' },
  sent: { client: '客户端 → 服务器', server: '服务器 → 客户端' },
  inFlight: '已发送、未确认',
  window: '接收端的窗口',
  unknownWindow: '窗口大小未知：抓包中没有带缩放因子的握手。',
  time: '自连接开始的时间',
  asTable: '表格',
  asChart: '图表',
  note: '以抓包位置所见为准；连接较长时，每段只取最高与最低值。',
};

export const windowWords: Readonly<Record<Language, WindowWords>> = { en, zh };

/** Shorter than this a window of zero is over before anybody notices. */
const ZERO_WORTH_TELLING_SECONDS = 0.2;
/** In flight within so much of the window, in this share of the moments: the window is what limits. */
const FULL_SHARE = 0.95;
const FULL_MOMENTS = 0.25;
const FEWEST_MOMENTS = 8;

/** The worst of it: a closed window, then one that is always full, else the most that was under way. */
export function windowConclusion(chart: WindowChart, language: Language): string {
  const words = windowWords[language];
  const other = ({ side }: WindowSide) => words.sides[side === 'client' ? 'server' : 'client'];
  const closed = chart.sides.toSorted((a, b) => b.zeroWindowSeconds - a.zeroWindowSeconds)[0];
  // A direction is limited by the window of whoever receives it.
  if (closed !== undefined && closed.zeroWindowSeconds >= ZERO_WORTH_TELLING_SECONDS)
    return words.closed(other(closed), formatDuration(closed.zeroWindowSeconds, language));
  const most = chart.sides.toSorted((a, b) => b.highestInFlight - a.highestInFlight)[0];
  // SYN and FIN count one each in the sequence space and are no payload.
  if (most === undefined || most.highestInFlight <= 1) return words.none;
  const bytes = formatBytes(most.highestInFlight, language);
  return isWindowFull(most) ? words.full(words.sides[most.side], bytes) : words.most(bytes);
}

function isWindowFull({ points }: WindowSide): boolean {
  const sending = points.filter(({ inFlight, window }) => inFlight > 0 && window !== null && window > 0);
  const full = sending.filter(({ inFlight, window }) => window !== null && inFlight >= FULL_SHARE * window);
  return sending.length >= FEWEST_MOMENTS && full.length >= FULL_MOMENTS * sending.length;
}
