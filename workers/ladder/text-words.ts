// The few words of the text ladder that are not protocol tokens, in both languages.

import { formatBytes, formatCount, formatDuration } from '../base/format';
import type { Language } from '../causes/words/words';
import type { GapRow, LadderModel, RunRow } from './ladder-model';

export interface LadderWords {
  readonly client: string;
  readonly server: string;
  readonly assumed: string;
  readonly capturedHere: string;
  readonly capturedBetween: string;
  readonly device: string;
  readonly byDevice: string;
  readonly noAck: string;
  readonly retry: (k: number, of: number | null) => string;
  readonly crossed: string;
  readonly ignored: string;
  readonly foreign: string;
  readonly copy: string;
  readonly acksUnseen: string;
  readonly notCaptured: string;
  readonly unseen: (bytes: string, isPerhapsFin: boolean) => string;
  readonly ackedBy: (frame: number) => string;
  readonly lost: (until: number) => string;
  readonly repetition: (times: number, of: number) => string;
  readonly windowUpdate: string;
  readonly keepaliveProbe: string;
  readonly keepaliveAnswer: string;
  readonly windowProbe: string;
  readonly windowStop: string;
  readonly windowGo: (window: string) => string;
  readonly about: (frame: number) => string;
  readonly from: (address: string) => string;
  readonly hidden: (packets: string) => string;
  readonly idle: (duration: string) => string;
  readonly wait: (duration: string) => string;
  readonly run: (run: RunRow) => string;
  readonly gauge: (gauge: NonNullable<LadderModel['gauge']>) => string;
  readonly more: (count: number) => string;
}

const en: LadderWords = {
  client: 'CLIENT',
  server: 'SERVER',
  assumed: ' (assumed)',
  capturedHere: 'captured here',
  capturedBetween: '▼ captured between the two',
  device: 'device on the path (inferred)',
  byDevice: 'by a device',
  noAck: 'no ack',
  retry: (k, of) => `retry ${k}${of === null ? '' : ` of #${of}`}`,
  crossed: '⤫ crossed in flight',
  foreign: 'numbers of an older connection',
  ignored: 'ignored ✗',
  copy: 'copy',
  acksUnseen: 'of data not in the capture',
  notCaptured: 'not in the capture',
  unseen: (bytes, isPerhapsFin) => (isPerhapsFin ? '1 B or FIN' : `data ${bytes} B`),
  ackedBy: (frame) => `ACKed by #${frame}`,
  lost: (until) => `lost, see #${until}`,
  repetition: (times, of) => `${times} of #${of}`,
  windowUpdate: 'window update',
  keepaliveProbe: 'keepalive probe',
  keepaliveAnswer: 'keepalive answer',
  windowProbe: 'window probe',
  windowStop: 'win 0: stop',
  windowGo: (window) => `win ${window}: go on`,
  about: (frame) => `about #${frame}`,
  from: (address) => `from ${address}`,
  hidden: (packets) => `${packets} more packets`,
  idle: (duration) => `${duration} idle`,
  wait: (duration) => `${duration} waiting`,
  run: (run) => {
    const count = formatCount(run.packets);
    const requests = formatCount(Math.ceil(run.turns / 2));
    const responses = formatCount(Math.floor(run.turns / 2));
    const resets = run.resets ?? 0;
    const heads: Record<RunRow['what'], string> = {
      data: `${count} ${run.packets === 1 ? 'segment' : 'segments'}`,
      exchange: `${requests} ${requests === '1' ? 'request' : 'requests'}, ${responses} ${responses === '1' ? 'response' : 'responses'}`,
      retry: `${count} packets, ${formatCount(run.retransmissions)} ${run.retransmissions === 1 ? 'retransmission' : 'retransmissions'}`,
      keepalive: `${count} keepalive packets`,
      ack: `${count} ACK`,
      rst: resets === run.packets ? `${count} RST` : `${count} packets, ${formatCount(resets)} RST`,
      syn: `${count} SYN`,
      mixed: `${count} packets`,
    };
    return runTail(
      run,
      heads[run.what],
      'en',
      (n) => `${n} retrans`,
      (n) => `${n} window ${n === '1' ? 'change' : 'changes'}`,
      (longest) => `longest ${longest}`,
      (first, last) => `back-off ${first} → ${last}`,
    );
  },
  gauge: ({ open, limit, atLeast }) =>
    `gauge  ${atLeast ? '≥ ' : ''}${formatCount(open)} open${limit === null ? '' : ` · limit ${formatCount(limit)}`}${atLeast ? ' (some began before the capture)' : ''}`,
  more: (count) => `… ${formatCount(count)} in all`,
};

const zh: LadderWords = {
  client: '客户端',
  server: '服务器',
  assumed: '（推定）',
  capturedHere: '抓包位置',
  capturedBetween: '▼ 在两端之间抓包',
  device: '路径上的设备（推断）',
  byDevice: '由设备发出',
  noAck: '无 ack',
  retry: (k, of) => `第 ${k} 次重传${of === null ? '' : `（#${of}）`}`,
  crossed: '⤫ 在途交错',
  foreign: '旧连接的序号',
  ignored: '被忽略 ✗',
  copy: '副本',
  acksUnseen: '确认了抓包中没有的数据',
  notCaptured: '抓包中没有',
  unseen: (bytes, isPerhapsFin) => (isPerhapsFin ? '1 B 或 FIN' : `data ${bytes} B`),
  ackedBy: (frame) => `由 #${frame} 确认`,
  lost: (until) => `丢失，见 #${until}`,
  repetition: (times, of) => `第 ${times} 次（#${of}）`,
  windowUpdate: '窗口更新',
  keepaliveProbe: '保活探测',
  keepaliveAnswer: '保活应答',
  windowProbe: '窗口探测',
  windowStop: 'win 0：停止',
  windowGo: (window) => `win ${window}：继续`,
  about: (frame) => `针对 #${frame}`,
  from: (address) => `来自 ${address}`,
  hidden: (packets) => `另有 ${packets} 个报文`,
  idle: (duration) => `空闲 ${duration}`,
  wait: (duration) => `等待 ${duration}`,
  run: (run) => {
    const count = formatCount(run.packets);
    const requests = formatCount(Math.ceil(run.turns / 2));
    const responses = formatCount(Math.floor(run.turns / 2));
    const resets = run.resets ?? 0;
    const heads: Record<RunRow['what'], string> = {
      data: `${count} 个报文段`,
      exchange: `${requests} 个请求、${responses} 个应答`,
      retry: `${count} 个报文，重传 ${formatCount(run.retransmissions)} 次`,
      keepalive: `${count} 个保活报文`,
      ack: `${count} 个 ACK`,
      rst: resets === run.packets ? `${count} 个 RST` : `${count} 个报文，其中 RST ${formatCount(resets)} 个`,
      syn: `${count} 个 SYN`,
      mixed: `${count} 个报文`,
    };
    return runTail(
      run,
      heads[run.what],
      'zh',
      (n) => `重传 ${n} 次`,
      (n) => `窗口变化 ${n} 次`,
      (longest) => `最长 ${longest}`,
      (first, last) => `间隔 ${first} → ${last}`,
    );
  },
  gauge: ({ open, limit, atLeast }) =>
    `并发  ${atLeast ? '≥ ' : ''}${formatCount(open)}${limit === null ? '' : ` · 上限 ${formatCount(limit)}`}${atLeast ? '（部分连接在抓包前已打开）' : ''}`,
  more: (count) => `… 共 ${formatCount(count)} 个`,
};

/** A run that hides a retransmission or a closed window says so, whatever it is. */
function runTail(
  run: RunRow,
  head: string,
  language: Language,
  retransmissions: (count: string) => string,
  windows: (count: string) => string,
  longest: (duration: string) => string,
  backOff: (first: string, last: string) => string,
): string {
  const parts = [head];
  const { longestAnswerSeconds, backOffSeconds } = run;
  if (run.bytesClient > 0) parts.push(`${formatBytes(run.bytesClient, 'en')} →`);
  if (run.bytesServer > 0) parts.push(`${formatBytes(run.bytesServer, 'en')} ←`);
  if (backOffSeconds !== undefined) parts.push(backOff(formatDuration(backOffSeconds[0], 'en'), formatDuration(backOffSeconds[1], 'en')));
  else if (longestAnswerSeconds !== undefined) parts.push(longest(formatDuration(longestAnswerSeconds, 'en')));
  else parts.push(formatDuration(run.durationSeconds, 'en'));
  if (run.what !== 'retry' && run.retransmissions > 0) parts.push(retransmissions(formatCount(run.retransmissions)));
  if (run.windowChanges > 0) parts.push(windows(formatCount(run.windowChanges)));
  return parts.join(language === 'zh' ? '，' : ', ');
}

export const ladderWords: Readonly<Record<Language, LadderWords>> = { en, zh };

export function gapLabel(gap: GapRow, words: LadderWords): string {
  const duration = formatDuration(gap.seconds, 'en');
  return gap.reason === 'idle' ? words.idle(duration) : words.wait(duration);
}
