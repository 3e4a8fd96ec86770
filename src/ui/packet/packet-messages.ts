// Words of a packet's fields and bytes, in both languages.

import type { Language } from '#engine/base/format';

const en = {
  panel: {
    loading: 'Reading …',
    data: (bytes: string) => `data ${bytes}`,
    noPacket: 'Choose a packet in the ladder.',
    noBytes: 'This packet is not in the file.',
    unreadable: 'The file can no longer be read (moved, changed or unplugged). The analysis stays; bytes need the file again.',
    chooseFile: 'Choose file',
    fields: 'Decoded fields',
    comment: 'Comment in the capture',
    relative: (value: string) => `relative ${value}`,
    elsewhere: (value: string) => `at the other place: ${value}`,
    usualTtl: (ttl: number, fits: boolean) => `others of this side: ${ttl} ${fits ? '✓' : '✗'}`,
    hex: 'Bytes of the packet',
    highlighted: (name: string, start: number, end: number) => `${name}: bytes ${start} to ${end - 1}`,
    highlightedOne: (name: string, at: number) => `${name}: byte ${at}`,
    copyHex: 'Copy as hex',
    copyC: 'C array',
    copyBase64: 'base64',
    showPayload: (bytes: string) => `Show payload (${bytes}, can contain secrets)`,
    hidePayload: 'Hide payload',
    payload: 'Payload as text',
    noPayload: (frame: number) => `Packet #${frame} carries no payload.`,
    firstOf: (first: string, all: string) => `the first ${first} of ${all}`,
    showAllBytes: (bytes: string) => `Show all ${bytes}`,
    cut: (captured: string, original: string) => `${captured} of ${original} captured`,
    atOffset: (offset: string) => `at byte ${offset} of the file`,
  },
};

export type PacketMessages = typeof en;

const zh: PacketMessages = {
  panel: {
    loading: '正在读取……',
    data: (bytes) => `数据 ${bytes}`,
    noPacket: '请在时序图中选择一个报文。',
    noBytes: '文件中没有这个报文。',
    unreadable: '无法再读取该文件（已移动、修改或设备断开）。分析结果保留；查看原始字节需重新选择文件。',
    chooseFile: '选择文件',
    fields: '解析出的字段',
    comment: '抓包文件中的备注',
    relative: (value) => `相对值 ${value}`,
    elsewhere: (value) => `另一处：${value}`,
    usualTtl: (ttl, fits) => `该端其他报文：${ttl} ${fits ? '✓' : '✗'}`,
    hex: '报文的字节',
    highlighted: (name, start, end) => `${name}：第 ${start} 至 ${end - 1} 字节`,
    highlightedOne: (name, at) => `${name}：第 ${at} 字节`,
    copyHex: '复制为十六进制',
    copyC: 'C 数组',
    copyBase64: 'base64',
    showPayload: (bytes) => `显示载荷（${bytes}，可能含有机密）`,
    hidePayload: '隐藏载荷',
    payload: '载荷文本',
    noPayload: (frame) => `报文 #${frame} 没有载荷。`,
    firstOf: (first, all) => `${all} 中的前 ${first}`,
    showAllBytes: (bytes) => `显示全部 ${bytes}`,
    cut: (captured, original) => `只抓到 ${original} 中的 ${captured}`,
    atOffset: (offset) => `位于文件第 ${offset} 字节`,
  },
};

export const packetMessages: Readonly<Record<Language, PacketMessages>> = { en, zh };
