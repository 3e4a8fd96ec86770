// What is said about two captures, in Chinese.

import { formatCount, formatDuration, formatThree } from '../../base/format';
import type { Values } from '../../model/verdict';
import type { ClockEstimate } from '../compare-model';
import { clockOffset } from './clock-offset';
import type { CompareWords } from './compare-words';

const count = (values: Values, name: string): number => (typeof values[name] === 'number' ? values[name] : 0);
const seconds = (values: Values, name: string): string => formatDuration(count(values, name), 'zh');

const offset = (clock: ClockEstimate): string => clockOffset(clock, 'zh');

function drift({ driftPpm, driftUncertaintyPpm }: ClockEstimate): string {
  return driftPpm === 0 ? '' : `，漂移 ${formatThree(driftPpm)} ± ${formatThree(driftUncertaintyPpm)} ppm`;
}

function ttls(values: Values): string {
  return typeof values['rstTtl'] === 'number' && values['rstTtl'] !== values['hostTtl']
    ? `（TTL ${values['rstTtl']}，其自身报文为 ${values['hostTtl']}）`
    : '';
}

const SIDES: Readonly<Record<'client' | 'server', string>> = { client: '客户端', server: '服务器' };

export const words: CompareWords = {
  title: { captures: '同一事件的两个抓包', interfaces: '同一抓包的两个网卡', hops: '代理的两段连接' },
  clientTap: '客户端侧抓包',
  serverTap: '服务器侧抓包',
  device: '路径',
  clock: (clock) =>
    clock.isOneWay
      ? `两个时钟相差约 ${offset(clock)}；两边都看到的只有一个方向，因此其中包含传输时间。`
      : `第二个抓包的时钟：${offset(clock)}${drift(clock)}，已扣除（去程 ${formatCount(clock.towardsServer)} 个、回程 ${formatCount(clock.towardsClient)} 个报文）。`,
  noClock: '无法比较两个时钟。',
  nearer: (name) => `更靠近客户端的是 ${name}（由报文的时间和 TTL 得出，与文件顺序无关）。`,
  nearerMixed: '两地之间的连接双向都有；每个连接各自说明哪个抓包更靠近其客户端。',
  nearerUnknown: '看不出哪个抓包更靠近客户端，按文件顺序处理。',
  paired: (pairs, onlyFirst, onlySecond, first, second) =>
    `两个抓包共有 ${formatCount(pairs)} 个连接` +
    (onlyFirst > 0 ? `；仅 ${first} 中有 ${formatCount(onlyFirst)} 次连接尝试` : '') +
    (onlySecond > 0 ? `；仅 ${second} 中有 ${formatCount(onlySecond)} 次连接尝试` : '') +
    '。',
  uncovered: (n, name) => `${name} 中有 ${formatCount(n)} 个连接无法比较：另一个抓包未覆盖。`,
  ambiguous: (n, name) => `${name} 中有 ${formatCount(n)} 个连接存在多个同样吻合的对象，不予配对。`,
  nothingPairs: (first, second, overlap) => `两个抓包没有共同的连接。时间范围分别为 ${first} 与 ${second}；${overlap}。`,
  overlapOf: (duration) => (duration === null ? '按各自时钟没有重叠' : `按各自时钟重叠 ${duration}`),
  columns: ['连接', '两边都有', '丢失 →', '丢失 ←', '凭空出现', '被修改', '结论'],
  places: { 'client-side': '在客户端一侧', between: '在两个抓包点之间', 'server-side': '在服务器一侧', unknown: '' },
  pairedBy: {
    isn: '双方的初始序号',
    'client-isn': '客户端的初始序号',
    'server-isn': '服务器的初始序号',
    addresses: '地址、端口和时间',
    sequence: '连接中途的序号',
    payload: '双方的内容和时间',
    same: '同一连接经过两个网卡',
    'only-one': '仅一个抓包中有',
  },
  fields: {
    addresses: '地址',
    ports: '端口',
    sequence: '序号',
    acknowledgement: '确认号',
    ttl: 'TTL',
    'ip-id': 'IP-ID',
    flags: '标志',
    window: '窗口',
    mss: 'MSS',
    'window-scale': '窗口缩放',
    options: '选项',
    length: '长度',
    payload: '载荷',
    dscp: 'DSCP',
    ecn: 'ECN',
  },
  kinds: {
    lost: (to) => `在去往${SIDES[to]}的途中丢失`,
    appeared: (from) => `途中凭空出现：并非${SIDES[from]}发出`,
    changed: '途中被修改',
    delayed: (duration) => `途中滞留：${duration}`,
    notCaptured: '已经过，另一个抓包漏抓',
    outside: '另一个抓包当时未在运行',
    missingBytes: (bytes) => `其中 ${bytes} 丢失`,
  },
  reasons: {
    'foreign-ttl': '其 TTL 与发送方不符',
    'foreign-ip-id': '其 IP-ID 不在发送方的序列中',
    'sender-goes-on': '发送方若无其事地继续',
    'sender-never-saw-cause': '发送方从未收到它所回应的报文',
    'not-at-sender': '发送方一侧的抓包中没有',
    'never-acknowledged': '从未被确认',
    'sent-again': '已重发',
    'never-reached-receiver': '接收方一侧的抓包中没有该连接',
    'was-acknowledged': '接收方已确认',
    'fits-sender': 'TTL 和 IP-ID 与发送方一致，且发送方在其后继续',
    'capture-drops': '该抓包还漏了其他报文',
  },
  observations: {
    'syn-never-arrived': (v) => `客户端发出 ${formatCount(count(v, 'syns'))} 个 SYN，服务器侧抓包一个也没有看到。`,
    'syn-arrived-unanswered': (v) => `${formatCount(count(v, 'syns'))} 个 SYN 到达了服务器，服务器没有回应：与路径无关。`,
    'syn-ack-lost': (v) => `服务器发出 ${formatCount(count(v, 'synAcks'))} 个 SYN-ACK，从未到达客户端。`,
    'reset-not-sent-by-server': (v) => `客户端收到 ${formatCount(count(v, 'count'))} 个以服务器名义的 RST，服务器并未发出${ttls(v)}。`,
    'reset-not-sent-by-client': (v) => `服务器收到 ${formatCount(count(v, 'count'))} 个以客户端名义的 RST，客户端并未发出${ttls(v)}。`,
    'reset-sent-by-server': () => 'RST 确实从服务器一侧发出并到达客户端：不是两个抓包点之间的设备伪造的。',
    'reset-sent-by-client': () => 'RST 确实从客户端一侧发出并到达服务器：不是两个抓包点之间的设备伪造的。',
    'reset-lost': (v) => `${formatCount(count(v, 'count'))} 个 RST 在途中丢失。`,
    'idle-before-loss': (v) => `此前已有 ${seconds(v, 'idleSeconds')}没有任何报文；之后的第一个报文未被放行。`,
    'data-never-arrived': (v) => `客户端的数据发送了 ${formatCount(count(v, 'packets'))} 次，服务器侧抓包从未看到。`,
    'data-arrived-unanswered': () => '请求已到达服务器，服务器没有应答。',
    'answer-lost': (v) => `服务器的数据发送了 ${formatCount(count(v, 'packets'))} 次，客户端侧抓包从未看到。`,
    'close-lost': (v) => `${formatCount(count(v, 'packets'))} 个关闭报文（FIN 或 RST）丢失：对端从未得知。`,
    'large-lost-small-pass': (v) => `${formatCount(count(v, 'bytes'))} 字节及以上的报文段丢失，其后较小的可以通过。`,
    'other-side-still-open': (v) => `服务器若无其事地又发了 ${formatCount(count(v, 'packets'))} 个报文。`,
    'arrived-untranslated': (v) => `该报文其实到达了，但来自 ${String(v['address'] ?? '')}，未经地址转换：接收方没有这个连接。`,
    'arrived-all': () => '发出的报文全部到达。',
    'shown-by-one': () => '仅一个抓包能显示原因，另一个与之不矛盾。',
    'hop-ended-first': (v) => `代理的${v['side'] === 'client' ? '客户端' : '服务器'}一侧先结束，比另一侧早 ${seconds(v, 'afterSeconds')}。`,
    'hop-not-forwarded': (v) => `代理收到的 ${formatCount(count(v, 'bytes'))} 字节没有转发。`,
  },
  basisBoth: '只有两个抓包合在一起才能看出。',
  basisOne: (name) => `依据：${name}。`,
  alone: (name, cause, percent) => `仅看${name}：${cause}（${percent}）`,
  notThere: (name) => `${name}中没有该连接`,
  ruledOut: (cause, because) => `不是${cause}：${because}`,
  allSeen: '两边都有',
  nothingDiffers: '共同连接的每个报文在两个抓包中都有，且未被修改。',
  connections: (n) => `${formatCount(n)} 个连接`,
  at: (server) => `（${server}）`,
  more: (n) => `…… 另有 ${formatCount(n)} 个`,
  run: (n, differing, there, back, duration) =>
    [
      `${formatCount(n)} 个报文`,
      differing > 0 ? `其中 ${formatCount(differing)} 个有差异` : '两边都有',
      there === '' ? '' : `${there} →`,
      back === '' ? '' : `${back} ←`,
      duration,
    ]
      .filter((part) => part !== '')
      .join('，'),
  idle: (duration) => `静默 ${duration}`,
  hidden: (n) => `…… 另有 ${formatCount(n)} 个报文`,
  clockRemoved: (clock) => `第二个抓包的时钟：${offset(clock)}${drift(clock)}，已扣除。途中用时假定往返路径等长。`,
  pictureTitle: (client, server) => `从 ${client} 到 ${server} 的 TCP 连接，在两处抓包`,
};
