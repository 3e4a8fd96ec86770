// Zeek's documented summaries, and Wireshark's completeness as tshark 4.0.17 reports it.

import { describe, expect, it } from 'vitest';
import { Analysis } from '../model/analysis-flags';
import { ACK, FIN, FROM_RESP, PSH, RST, SYN } from '../model/tcp-flags';
import { ConnectionFold } from './conn-state';

const FLAG_OF: Record<string, number> = { S: SYN, A: ACK, F: FIN, R: RST, P: PSH };

/** "> S 100", "< SA 500 101", "> PA 101 501 len=49 win=0 lost": side, flags, seq, ack. */
function fold(...lines: string[]): ConnectionFold {
  const result = new ConnectionFold();
  for (const line of lines) {
    const [side, letters, seq, ack = '0', ...rest] = line.split(' ');
    const flags = [...letters].reduce((sum, letter) => sum | FLAG_OF[letter], side === '<' ? FROM_RESP : 0);
    const value = (key: string, otherwise: number): number =>
      Number(rest.find((part) => part.startsWith(`${key}=`))?.slice(key.length + 1) ?? otherwise);
    result.add(flags, Number(seq), Number(ack), value('len', 0), value('win', 1000), rest.includes('lost') ? Analysis.AckLostSegment : 0);
  }
  return result;
}

const HANDSHAKE = ['> S 100', '< SA 500 101', '> A 101 501'];

describe('connection summary', () => {
  it.each<[string, string, string, number, string[]]>([
    ['attempt without answer', 'S0', 'S', 1, ['> S 100', '> S 100', '> S 100']],
    ['refused', 'REJ', 'Sr', 37, ['> S 100', '< RA 0 101']],
    [
      'established, still open',
      'S1',
      'ShADad',
      15,
      [...HANDSHAKE, '> PA 101 501 len=10', '< A 501 111', '< PA 501 111 len=20', '> A 111 521'],
    ],
    ['closed from both sides', 'SF', 'ShAFf', 23, [...HANDSHAKE, '> FA 101 501', '< FA 501 102', '> A 102 502']],
    ['closed by the originator only', 'S2', 'ShAFa', 23, [...HANDSHAKE, '> FA 101 501', '< A 501 102']],
    ['closed by the responder only', 'S3', 'ShAf', 23, [...HANDSHAKE, '< FA 501 101', '> A 101 502']],
    ['originator resets', 'RSTO', 'ShADR', 47, [...HANDSHAKE, '> PA 101 501 len=5', '> RA 106 501']],
    ['responder resets', 'RSTR', 'ShADr', 47, [...HANDSHAKE, '> PA 101 501 len=5', '< RA 501 106']],
    [
      'FIN, data, then RST of the responder',
      'RSTR',
      'ShAfDr',
      63,
      [...HANDSHAKE, '< FA 501 101', '> A 101 502', '> PA 101 502 len=49', '< R 502'],
    ],
    ['SYN then RST, nothing heard', 'RSTOS0', 'SR', 33, ['> S 100', '> R 101']],
    ['SYN-ACK answered by the own RST', 'RSTO', 'ShR', 35, ['> S 100', '< SA 500 101', '> R 101']],
    ['SYN-ACK and RST without the SYN', 'RSTRH', '^hr', 34, ['< SA 500 101', '< R 501']],
    ['SYN then FIN, nothing heard', 'SH', 'SF', 21, ['> S 100', '> FA 101 0']],
    ['SYN-ACK then FIN without the SYN', 'SHR', '^hf', 22, ['< SA 500 101', '< FA 501 101']],
    ['mid-stream', 'OTH', 'Da', 12, ['> PA 101 501 len=5', '< A 501 106']],
    ['SYN missed by the capture', 'S1', '^hA', 6, ['< SA 500 101', '> A 101 501']],
    ['simultaneous open', 'S1', 'SsA', 7, ['> S 100', '< S 500', '< SA 500 101', '> A 101 501']],
    ['RST after both FINs', 'SF', 'ShAFfR', 55, [...HANDSHAKE, '> FA 101 501', '< FA 501 102', '> R 102']],
    ['RST after the own FIN, then the FIN of the peer', 'SF', 'ShAFRf', 55, [...HANDSHAKE, '> FA 101 501', '> R 102', '< FA 501 101']],
    ['both reset before any byte', 'REJ', 'ShARr', 39, [...HANDSHAKE, '> R 101', '< R 501']],
  ])('%s: %s', (_name, connState, history, completeness, lines) => {
    const result = fold(...lines);
    expect({ connState: result.connState, history: result.history, completeness: result.completeness }).toEqual({
      connState,
      history,
      completeness,
    });
  });

  it('repeats S, F and R only for another sequence number', () => {
    expect(fold(...HANDSHAKE, '< R 501', '< R 501', '< R 700').history).toBe('ShArr');
    expect(fold(...HANDSHAKE, '> FA 101 501', '> FA 101 501').history).toBe('ShAF');
    expect(fold('> S 100', '> S 100').history).toBe('S');
  });

  it('records retransmitted payload, zero windows and gaps at the 1st, 10th, 100th time', () => {
    const again = (line: string, times: number): string[] => Array<string>(times).fill(line);
    expect(fold(...HANDSHAKE, '> PA 101 501 len=5', ...again('> PA 101 501 len=5', 9)).history).toBe('ShADT');
    expect(fold(...HANDSHAKE, '> PA 101 501 len=5', ...again('> PA 101 501 len=5', 10)).history).toBe('ShADTT');
    expect(fold(...HANDSHAKE, ...again('< A 501 101 win=0', 10)).history).toBe('ShAaww');
    expect(fold(...HANDSHAKE, '< A 501 900 lost').history).toBe('ShAaG');
  });

  it('marks impossible flag combinations', () => {
    expect(fold('> SF 100').history).toBe('Q');
    expect(fold(...HANDSHAKE, '> FR 101').history).toBe('ShAI');
  });

  it('does not count a lone packet that is no SYN, as Wireshark does', () => {
    expect(fold('> PA 101 501 len=7').completeness).toBe(0);
    expect(fold('< RA 501 106').completeness).toBe(0);
    expect(fold('> S 100 0 len=3').completeness).toBe(9);
  });

  it('compares sequence numbers modulo 2^32', () => {
    const wrapped = fold(
      '> S 4294967290',
      '< SA 500 4294967291',
      '> A 4294967291 501',
      '> PA 4294967291 501 len=100',
      '> PA 95 501 len=10',
    );
    expect(wrapped.history).toBe('ShAD');
  });
});
