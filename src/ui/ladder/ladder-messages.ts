// Words that the ladder of one capture and that with two taps share, in both languages.

import type { Language } from '#engine/base/format';

const en = {
  actions: {
    copyText: 'Copy as text',
    asText: 'As text',
    expandAll: 'Expand all',
    collapseAll: 'Collapse all',
    time: 'Time',
    tooManyRows: (rows: string, most: string) =>
      `That would be ${rows} rows, more than the ${most} that can be shown at once. Open single runs, or go to a packet by its number.`,
    linear: 'To scale',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    noScale: 'There is no room for a drawing to scale. Make the window wider.',
    raw: 'Raw numbers',
    relativeNumbers: 'Sequence numbers count from 0 again.',
    rawNumbers: 'Sequence numbers are those of the header.',
    densities: { compact: 'Rows: compact.', default: 'Rows: default.', comfortable: 'Rows: comfortable.' },
    rows: 'Rows',
  },
  timeModes: {
    start: 'since the connection began',
    capture: 'since the capture began',
    delta: 'since the packet before',
    mark: 'since the marked packet',
    wall: (zone: string) => `wall clock, ${zone}`,
  },
  timeHeads: { start: 't', capture: 't capture', delta: 'Δ before', mark: 'Δ mark', wall: (zone: string) => zone },
  marked: (frame: number | string) => `Times are counted from packet ${frame}.`,
  unmarked: 'No packet is marked.',
  filter: { label: 'Only packets', fitting: (fitting: string, all: string) => `${fitting} of ${all} packets` },
  minimap: {
    label: 'Overview: packets over time. Arrow keys go through the connection.',
    client: 'client →',
    server: '← server',
    at: (time: string, whole: string, frame: string) => `${time} of ${whole}, packet ${frame}`,
  },
};

export type LadderMessages = typeof en;

const zh: LadderMessages = {
  actions: {
    copyText: '复制为文本',
    asText: '文本形式',
    expandAll: '全部展开',
    collapseAll: '全部折叠',
    time: '时间',
    tooManyRows: (rows, most) => `这将有 ${rows} 行，超过一次可显示的 ${most} 行。请逐段展开，或按编号转到报文。`,
    linear: '按比例',
    zoomIn: '放大',
    zoomOut: '缩小',
    noScale: '宽度不足以按比例绘制，请加宽窗口。',
    raw: '原始序号',
    relativeNumbers: '序号重新从 0 起算。',
    rawNumbers: '序号为报文头中的原始值。',
    densities: { compact: '行高：紧凑。', default: '行高：默认。', comfortable: '行高：宽松。' },
    rows: '行高',
  },
  timeModes: {
    start: '自连接开始',
    capture: '自抓包开始',
    delta: '距上一个报文',
    mark: '距标记的报文',
    wall: (zone) => `时钟时间，${zone}`,
  },
  timeHeads: { start: '时间', capture: '抓包时间', delta: '距上一个', mark: '距标记', wall: (zone) => zone },
  marked: (frame) => `时间从报文 ${frame} 起算。`,
  unmarked: '没有标记报文。',
  filter: { label: '仅显示报文', fitting: (fitting, all) => `${fitting} / ${all} 个报文` },
  minimap: {
    label: '总览：报文随时间的分布，方向键可移动。',
    client: '客户端 →',
    server: '← 服务器',
    at: (time, whole, frame) => `${time}，共 ${whole}，报文 ${frame}`,
  },
};

export const ladderMessages: Readonly<Record<Language, LadderMessages>> = { en, zh };
