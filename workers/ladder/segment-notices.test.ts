// Notices as Wireshark's documentation defines them.

import { describe, expect, it } from 'vitest';
import { Analysis } from '../model/analysis-flags';
import { ACK, FIN, FROM_RESP, PSH, RST, SYN } from '../model/tcp-flags';
import { SegmentNotices } from './segment-notices';

const FLAG_OF: Readonly<Record<string, number>> = { S: SYN, A: ACK, F: FIN, R: RST, P: PSH };
const NAMES = Object.entries(Analysis);

/** "> PA 101 501 len=10 win=0 t=1.5": names of the notices of the last line. */
function last(...lines: string[]): string[] {
  const notices = new SegmentNotices(null);
  let bits = 0;
  lines.forEach((line, index) => {
    const [side, letters = '', seq, ack = '0', ...rest] = line.split(' ');
    const value = (key: string, otherwise: number): number =>
      Number(rest.find((part) => part.startsWith(`${key}=`))?.slice(key.length + 1) ?? otherwise);
    const flags = [...letters].reduce((sum, letter) => sum | (FLAG_OF[letter] ?? 0), side === '<' ? FROM_RESP : 0);
    bits = notices.add(flags, Number(seq), Number(ack), value('len', 0), value('win', 1000), value('t', index) * 1e9);
  });
  return NAMES.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}

const OPEN = ['> S 100', '< SA 500 101', '> A 101 501', '> PA 101 501 len=10', '< A 501 111'];

describe('notices', () => {
  it.each<[string, string[], string[]]>([
    ['nothing', OPEN, []],
    ['repeated SYN', ['> S 100', '> S 100'], ['Retransmission']],
    ['retransmission', [...OPEN, '> PA 111 501 len=10', '> PA 111 501 len=10'], ['Retransmission']],
    ['already acknowledged', [...OPEN, '> PA 101 501 len=10'], ['SpuriousRetransmission']],
    ['sooner than a reordering takes', [...OPEN, '> PA 121 501 len=10 t=9', '> PA 111 501 len=10 t=9.001'], ['OutOfOrder']],
    ['gap', [...OPEN, '> PA 121 501 len=10'], ['LostSegment']],
    ['acknowledges what was not captured', [...OPEN, '< A 501 900'], ['AckLostSegment']],
    ['duplicate ACK', [...OPEN, '< A 501 111'], ['DuplicateAck']],
    [
      'answer to duplicate ACKs',
      [
        ...OPEN,
        '> PA 111 501 len=10',
        '> PA 121 501 len=10',
        '< A 501 111 t=8',
        '< A 501 111 t=8',
        '< A 501 111 t=8',
        '> PA 111 501 len=10 t=8.001',
      ],
      ['FastRetransmission'],
    ],
    ['keepalive without a byte', [...OPEN, '> A 110 501'], ['KeepAlive']],
    ['keepalive with an old byte', [...OPEN, '> A 110 501 len=1'], ['KeepAlive']],
    ['answer to a keepalive', [...OPEN, '> A 110 501', '< A 501 111'], ['KeepAliveAck']],
    ['window closed', [...OPEN, '< A 501 111 win=0'], ['ZeroWindow']],
    ['window opened', [...OPEN, '< A 501 111 win=0', '< A 501 111 win=500'], ['WindowUpdate']],
    ['window probe, one new byte', [...OPEN, '< A 501 111 win=0', '> A 111 501 len=1'], ['ZeroWindowProbe']],
    ['window probe of Linux', [...OPEN, '< A 501 111 win=0', '> A 110 501'], ['ZeroWindowProbe']],
    ['answer to a window probe', [...OPEN, '< A 501 111 win=0', '> A 110 501', '< A 501 111 win=0'], ['ZeroWindow', 'ZeroWindowProbeAck']],
    ['RST', [...OPEN, '< R 501'], []],
    [
      'across the wrap',
      ['> S 4294967290', '< SA 1 4294967291', '> PA 4294967291 2 len=10', '> PA 5 2 len=10', '> PA 5 2 len=10'],
      ['Retransmission'],
    ],
  ])('%s', (_name, lines, expected) => {
    expect(last(...lines)).toEqual(expected);
  });
});
