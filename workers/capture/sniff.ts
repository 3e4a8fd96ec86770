// Says what a file is that is no capture, by its first bytes only: archives, web pages, other analysers' formats, tcpdump's text.
// Recognising the formats that can be read is theirs (formats/*.ts).

import { hexText, latin1Text, u16be, u32be, u32le } from '../base/bytes';
import type { Failure } from '../model/failure';
import { HEAD_BYTES } from './capture-stream';

const HEX_BYTES = 8;
const MAX_TITLE_LENGTH = 80;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

interface Magic {
  readonly kind: string;
  readonly at: number;
  readonly bytes: readonly number[];
}

const ARCHIVES: readonly Magic[] = [
  { kind: 'zip', at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'zip', at: 0, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { kind: '7z', at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { kind: 'xz', at: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { kind: 'rar', at: 0, bytes: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  { kind: 'bzip2', at: 0, bytes: [0x42, 0x5a, 0x68] },
  { kind: 'zstd', at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { kind: 'lz4', at: 0, bytes: [0x04, 0x22, 0x4d, 0x18] },
  { kind: 'lz4', at: 0, bytes: [0x02, 0x21, 0x4c, 0x18] },
  { kind: 'tar', at: 257, bytes: [0x75, 0x73, 0x74, 0x61, 0x72] },
];

const UNSUPPORTED: readonly Magic[] = [
  { kind: 'snoop', at: 0, bytes: [0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0] },
  { kind: 'NetMon', at: 0, bytes: [0x47, 0x4d, 0x42, 0x55] },
  { kind: 'NetMon', at: 0, bytes: [0x52, 0x54, 0x53, 0x53] },
  { kind: 'Sniffer', at: 0, bytes: [0x54, 0x52, 0x53, 0x4e, 0x49, 0x46, 0x46, 0x20] },
  { kind: 'Sniffer', at: 0, bytes: [0x58, 0x43, 0x50, 0x00] },
  { kind: 'NetXray', at: 0, bytes: [0x56, 0x4c, 0x00, 0x00] },
  { kind: 'iptrace', at: 0, bytes: [0x69, 0x70, 0x74, 0x72, 0x61, 0x63, 0x65, 0x20] },
  { kind: 'Observer', at: 0, bytes: [0x4f, 0x62, 0x73, 0x65, 0x72, 0x76, 0x65, 0x72, 0x50, 0x6b, 0x74, 0x42] },
  { kind: 'WildPackets', at: 0, bytes: [0x7f, 0x76, 0x65, 0x72] },
  { kind: 'nettl', at: 0, bytes: [0x54, 0x52, 0x00, 0x64, 0x00] },
  { kind: 'Visual Networks', at: 0, bytes: [0x05, 0x56, 0x4e, 0x46] },
  { kind: 'LANalyzer', at: 0, bytes: [0x01, 0x10, 0x4c, 0x00] },
  { kind: '5Views', at: 0, bytes: [0xaa, 0xaa, 0xaa, 0xaa] },
  { kind: 'K12', at: 0, bytes: [0x00, 0x00, 0x02, 0x00, 0x12, 0x05, 0x00, 0x10] },
  { kind: 'btsnoop', at: 0, bytes: [0x62, 0x74, 0x73, 0x6e, 0x6f, 0x6f, 0x70, 0x00] },
];

/** Citrix's traces begin with a page header; what they are stands in it as text. */
const NSTRACE = /Net[Ss]caler (?:V\d+ )?Performance Data/;

/** Why these first bytes are not a capture that can be read. */
export function explainUnreadable(head: Uint8Array): Failure {
  if (head.length === 0) return { code: 'empty-file' };
  const archive = ARCHIVES.find((magic) => hasMagic(head, magic));
  if (archive !== undefined) return { code: 'archive', kind: archive.kind };
  const unsupported = UNSUPPORTED.find((magic) => hasMagic(head, magic));
  if (unsupported !== undefined) return { code: 'unsupported-format', kind: unsupported.kind };
  const text = latin1Text(head, 0, HEAD_BYTES);
  if (isTcpdumpText(text)) return { code: 'tcpdump-text' };
  if (isWebPage(text)) return { code: 'web-page', title: pageTitle(new TextDecoder().decode(head)) };
  if (NSTRACE.test(text)) return { code: 'unsupported-format', kind: 'nstrace' };
  if (isEtl(head)) return { code: 'unsupported-format', kind: 'ETL' };
  if (isErf(head)) return { code: 'unsupported-format', kind: 'ERF' };
  return { code: 'unrecognized-format', headHex: hexText(head, 0, HEX_BYTES) };
}

function hasMagic(head: Uint8Array, magic: Magic): boolean {
  return magic.bytes.every((byte, index) => head[magic.at + index] === byte);
}

/** A line of tcpdump's output (with or without its clock), or what it says before the first. */
function isTcpdumpText(text: string): boolean {
  if (/^(tcpdump: |listening on |reading from file )/.test(text)) return true;
  return /^(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d:\d\d\.\d{6,9} |\d{9,10}\.\d{6,9} )?(?:\S+ +(?:In|Out|[BMP]) +)?(?:IP6? [^\s]+ > [^\s]+: |ARP, )/m.test(
    text,
  );
}

function isWebPage(text: string): boolean {
  const start = text.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  if (/^<(?:!doctype|html|head|body|\?xml|!--)/i.test(start)) return true;
  return /^[{[]\s*["{[\]}]/.test(start);
}

/** The page's title, or what a JSON answer says went wrong; one line, length-limited. */
function pageTitle(text: string): string {
  const html = /<title[^>]*>([^<]*)/i.exec(text);
  const json = /"(?:message|error_description|error|title|detail)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text);
  const found =
    html?.[1]?.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => ENTITIES[name] ?? '') ??
    json?.[1] ??
    (/^\s*[{[]/.test(text) ? 'JSON' : '');
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const line = found.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' ').trim();
  return line.length > MAX_TITLE_LENGTH ? `${line.slice(0, MAX_TITLE_LENGTH - 1)}…` : line;
}

/** Windows event trace: a buffer header of 72 bytes, then a system trace header (version 2, type 1 or 2, flags 0xc0). */
function isEtl(head: Uint8Array): boolean {
  if (head.length < 80 || u32le(head, 0) < 1024 || u32le(head, 4) > u32le(head, 0)) return false;
  return head[0x48] === 2 && head[0x49] === 0 && (head[0x4a] === 1 || head[0x4a] === 2) && head[0x4b] === 0xc0;
}

/** ERF has no magic: several records in a row must fit (time 8, type 1, flags 1, record length 2, loss 2, wire length 2). */
function isErf(head: Uint8Array): boolean {
  let at = 0;
  let records = 0;
  const firstSeconds = u32le(head, 4);
  while (at + 16 <= head.length && records < 4) {
    const type = head[at + 8] & 0x7f;
    const recordBytes = u16be(head, at + 10);
    if (type === 0 || type > 48 || recordBytes < 16 || u32be(head, at) === 0) return false;
    if (Math.abs(u32le(head, at + 4) - firstSeconds) > 86_400) return false;
    at += recordBytes;
    records++;
  }
  return records >= 2;
}
