// What stands on an arrow of the text ladder, as pieces in order of importance: a narrow lane loses the last ones first.

import { formatCount } from '../base/format';
import { icmpName } from '../causes/words/icmp-names';
import type { Language } from '../causes/words/words';
import type { LadderModel, PacketRow, UnseenData } from './ladder-model';
import type { LadderWords } from './text-words';

/** Share of the lane that a lost packet crosses. */
export const LOST_AT = 0.62;

/** What of a ladder the labels ask for. */
type LadderEnds = { readonly [S in 'client' | 'server']: Pick<LadderModel[S], 'ttl'> };

/** First piece is what the packet is; each later one may be left out. Joined by two spaces. */
export function labelPieces(row: PacketRow, model: LadderEnds, language: Language, words: LadderWords): readonly string[] {
  if (row.style === 'icmp') {
    const { type, code, from } = row.icmp ?? { type: 0, code: 0, from: '' };
    // Type and code are in the evidence; the name is what the lane has room for.
    const name = icmpName(type, code, language).replace(/ ?[(（].*$/, '');
    return [`◆ ${name}`, row.retryOf === null ? '' : words.about(row.retryOf), words.from(from)].filter((piece) => piece !== '');
  }
  const pieces = [...headPieces(row, words), ...numberPieces(row, model, words)];
  if (row.acksUnseen === true) pieces.splice(1, 0, words.acksUnseen);
  if (row.foreign) pieces.splice(1, 0, words.foreign);
  if (row.lostUntil !== undefined) pieces.splice(1, 0, words.lost(row.lostUntil));
  if (row.duplicate) pieces.unshift(words.copy);
  const isAgain = row.style === 'retransmission' || row.retry > 0;
  return pieces.filter((piece) => piece !== '').map((piece, index) => (index === 0 && isAgain ? `↻ ${piece}` : piece));
}

/** Of data that an acknowledgement proves, and the capture lacks. */
export function unseenPieces({ seq, len }: UnseenData, frame: number, words: LadderWords): readonly string[] {
  return [words.notCaptured, words.unseen(formatCount(len), len === 1), `seq ${seq}:${seq + len}`, words.ackedBy(frame)];
}

function headPieces(row: PacketRow, words: LadderWords): string[] {
  const numbers = sequence(row);
  const retry = row.retry > 0 ? words.retry(row.retry, row.retryOf) : '';
  const crossed = row.crossed ? words.crossed : '';
  switch (row.style) {
    case 'keepalive':
      return [words.keepaliveProbe, numbers];
    case 'keepalive-ack':
      return [`ACK ${row.ack ?? 0}`, words.keepaliveAnswer];
    case 'window-probe':
      return [words.windowProbe, numbers];
    case 'duplicate-ack':
      return row.repeats === undefined
        ? [`dup ACK ${row.ack ?? 0}`]
        : [`dup ACK ${words.repetition(row.repeats.times, row.repeats.of)}`, `ack ${row.ack ?? 0}`];
    case 'window-update':
      return [`ACK ${row.ack ?? 0}`, words.windowUpdate];
    default:
      break;
  }
  const has = (flag: string): boolean => row.flags.includes(flag);
  const data = row.len > 0 ? `data ${formatCount(row.len)} B` : '';
  const push = row.len > 0 && has('PSH') ? 'PSH' : '';
  // RST with and without ACK are different evidence, so it is said which.
  if (has('RST')) return [row.ack === null ? `RST seq ${row.seq}, ${words.noAck}` : `RST+ACK seq ${row.seq} ack ${row.ack}`, data];
  const control = has('SYN') ? (has('ACK') ? 'SYN-ACK' : 'SYN') : has('FIN') ? 'FIN' : '';
  if (control !== '') return retry === '' ? [`${control} ${numbers}`, crossed, data, row.hint] : [control, retry, crossed, numbers, data];
  if (data === '') return [`ACK ${row.ack ?? 0}`, retry];
  return [data, crossed, retry, row.hint, numbers + (push === '' ? '' : `  ${push}`)];
}

function sequence(row: PacketRow): string {
  const seq = row.len > 0 ? `seq ${row.seq}:${endOf(row)}` : `seq ${row.seq}`;
  return row.ack === null ? seq : `${seq} ack ${row.ack}`;
}

function numberPieces(row: PacketRow, model: LadderEnds, words: LadderWords): string[] {
  const pieces: string[] = [];
  if (row.style === 'rst') {
    const usual = row.from === 'client' || row.to === 'server' ? model.client.ttl : model.server.ttl;
    if (row.from === 'middlebox') pieces.push(words.byDevice);
    if (usual !== null && usual !== row.ttl) pieces.push(`TTL ${row.ttl} ≠ ${usual}`);
    return pieces;
  }
  const isSyn = row.flags.includes('SYN');
  if (row.window === 0) pieces.push(words.windowStop);
  else if (row.window !== null) pieces.push(row.style === 'window-update' ? words.windowGo(formatCount(row.window)) : `win ${row.window}`);
  if (isSyn && row.mss !== null) pieces.push(`mss ${row.mss}`);
  if (isSyn && row.windowScale !== null) pieces.push(`ws ${row.windowScale}`);
  return pieces;
}

/** Raw numbers begin again after 2^32; relative ones never come that far. */
function endOf({ seq, len }: PacketRow): number {
  return seq < 0 ? seq + len : (seq + len) % 2 ** 32;
}
