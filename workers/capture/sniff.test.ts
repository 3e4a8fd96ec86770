// What is no capture is called by its name, by content only.

import { describe, expect, test } from 'vitest';
import { memorySource, RecordingSink } from '../testing/memory-source';
import { readCapture, type ReadControl } from './read-capture';
import type { Failure } from '../model/failure';

async function failureOf(bytes: Uint8Array, name = 'capture.pcapng'): Promise<Failure | null> {
  const control: ReadControl = { verdict: () => 'go', progress: () => undefined };
  const result = await readCapture(memorySource(bytes, [3], name), new RecordingSink(), control);
  return result.ok ? null : result.failure;
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function at(offset: number, bytes: readonly number[]): Uint8Array {
  return Uint8Array.of(...new Uint8Array(offset), ...bytes, 0, 0, 0, 0);
}

describe('files that are no captures', () => {
  test.each<[string, Uint8Array, Failure]>([
    ['nothing', new Uint8Array(0), { code: 'empty-file' }],
    ['zip', text('PK\x03\x04....'), { code: 'archive', kind: 'zip' }],
    ['7z', at(0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), { code: 'archive', kind: '7z' }],
    ['xz', at(0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), { code: 'archive', kind: 'xz' }],
    ['rar', text('Rar!\x1a\x07\x01\x00'), { code: 'archive', kind: 'rar' }],
    ['bzip2', text('BZh91AY&SY'), { code: 'archive', kind: 'bzip2' }],
    ['zstd of nothing', at(0, [0x28, 0xb5, 0x2f, 0xfd]), { code: 'decompression-failed', format: 'zstd', offset: 8 }],
    ['lz4 of nothing', at(0, [0x04, 0x22, 0x4d, 0x18]), { code: 'decompression-failed', format: 'lz4', offset: 0 }],
    ['tar', at(257, [...text('ustar')]), { code: 'archive', kind: 'tar' }],
    ['snoop', text('snoop\0\0\0\0\0\0\x02'), { code: 'unsupported-format', kind: 'snoop' }],
    ['NetMon', text('GMBU\0\x02\x01\0'), { code: 'unsupported-format', kind: 'NetMon' }],
    ['Sniffer', text('TRSNIFF data    \x1a'), { code: 'unsupported-format', kind: 'Sniffer' }],
    ['iptrace', text('iptrace 2.0\0\0'), { code: 'unsupported-format', kind: 'iptrace' }],
    ['Observer', text('ObserverPktBufferVersion=15.00'), { code: 'unsupported-format', kind: 'Observer' }],
    ['WildPackets', text('\x7fver\0\0\0\x09'), { code: 'unsupported-format', kind: 'WildPackets' }],
    ['nstrace', text('\0\0\0\0Netscaler V20 Performance Data'), { code: 'unsupported-format', kind: 'nstrace' }],
    ['HTML', text('\n<!DOCTYPE html><html><head><title>\n Sign in &amp; go\n</title>'), { code: 'web-page', title: 'Sign in & go' }],
    ['HTML without a title', text('<html><body>no</body></html>'), { code: 'web-page', title: '' }],
    ['JSON', text('{"status":401,"message":"Bad credentials"}'), { code: 'web-page', title: 'Bad credentials' }],
    ['JSON array', text('[ {"a": 1} ]'), { code: 'web-page', title: 'JSON' }],
    ['tcpdump -t: no times', text('IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 1\n'), { code: 'tcpdump-text' }],
    ['tcpdump banner', text('reading from file x.pcap, link-type EN10MB (Ethernet)\n'), { code: 'tcpdump-text' }],
    ['unknown', text('hello world'), { code: 'unrecognized-format', headHex: '68 65 6c 6c 6f 20 77 6f' }],
    ['three bytes', Uint8Array.of(0xa1, 0xb2, 0xc3), { code: 'unrecognized-format', headHex: 'a1 b2 c3' }],
  ])('%s', async (_, bytes, failure) => {
    expect(await failureOf(bytes)).toEqual(failure);
  });

  test('ETL by its trace header', async () => {
    const bytes = new Uint8Array(4096);
    new DataView(bytes.buffer).setUint32(0, 65_536, true);
    bytes.set([2, 0, 2, 0xc0], 0x48);
    expect(await failureOf(bytes)).toEqual({ code: 'unsupported-format', kind: 'ETL' });
  });

  test('ERF by records in a row', async () => {
    const bytes = new Uint8Array(4 * 80);
    const view = new DataView(bytes.buffer);
    for (let record = 0; record < 4; record++) {
      view.setUint32(record * 80, 77, true);
      view.setUint32(record * 80 + 4, 1_700_000_000 + record, true);
      bytes[record * 80 + 8] = 2;
      view.setUint16(record * 80 + 10, 80);
    }
    expect(await failureOf(bytes)).toEqual({ code: 'unsupported-format', kind: 'ERF' });
  });

  test('a title is one line of limited length', async () => {
    const failure = await failureOf(text(`<html><title>${'very \n'.repeat(100)}</title>`));
    if (failure?.code !== 'web-page') throw new Error('not a web page');
    expect([failure.title.length, failure.title.includes('\n')]).toEqual([80, false]);
  });

  test('the name of the file does not count', async () => {
    expect(await failureOf(text('PK\x03\x04'), 'a.pcap')).toEqual(await failureOf(text('PK\x03\x04'), 'a.zip'));
  });
});
