import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync, inflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { addressBytes } from './addresses';
import { decodeLink } from './link';
import { isHint, isWordValue, redact } from './redact';
import { evidenceLink } from './share-link';

const ROOT = new URL('../../', import.meta.url);
const files = [
  ...readdirSync(new URL('public/samples/', ROOT))
    .filter((name) => name.endsWith('.pcapng'))
    .map((name) => `public/samples/${name}`),
  // Names asked for, refusals in words, text inside a RST, routers that answer, several servers, IPv6.
  ...readdirSync(new URL('lab/recordings/', ROOT))
    .filter((name) =>
      /^(?:incident-(?:11|17)|injected-reset--text|tls-failure|connection-limit-per-client--(?:sshd|connlimit)|host-unreachable--icmp|nat-translation).*\.gz$/.test(
        name,
      ),
    )
    .map((name) => `lab/recordings/${name}`),
];

async function analysed(bytes: Uint8Array, name = 'a'): Promise<Analysis> {
  const result = await analyzeCapture({ ...memorySource(bytes), name }, { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

function contentOf(fragment: string): Buffer {
  return Buffer.from(inflateSync(Buffer.from(fragment.split('.')[2] ?? '', 'base64url')));
}

/** Words of the protocols that are ours, and stand in payloads as well. */
function blankOwnWords(content: Buffer): void {
  const text = content.toString('latin1');
  for (const { index, 0: word } of text.matchAll(/HTTP(?: \d{3})?(?: close| request)?|TLS \w+|ZooKeeper|PostgreSQL|application|filter/g))
    content.fill(0, index, index + word.length);
}

/** A stretch of so many bytes in both is no chance, unless it is the same few bytes over and over. */
const COPIED_BYTES = 8;
const DISTINCT_BYTES = 5;

describe('a redacted link', () => {
  it('has captures with names, words and routers to prove it on', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  it.each(files)(
    'holds no address, no name and no byte of the capture: %s',
    async (file) => {
      const raw = readFileSync(new URL(file, ROOT));
      const capture = Buffer.from(file.endsWith('.gz') ? gunzipSync(raw) : raw);
      const source = await analysed(new Uint8Array(capture), 'secret-name.pcap');
      const { fragment, analysis } = evidenceLink(source, { keepsAddresses: false });
      const content = contentOf(fragment);
      blankOwnWords(content);
      for (let at = 0; at + COPIED_BYTES <= content.length; at++) {
        const stretch = content.subarray(at, at + COPIED_BYTES);
        if (new Set(stretch).size < DISTINCT_BYTES) continue;
        expect(capture.includes(stretch), `copied: ${stretch.toString('latin1')}`).toBe(false);
      }
      const decoded = decodeLink(fragment);
      expect(decoded.ok).toBe(true);
      const told = JSON.stringify(decoded);
      const { addresses } = source.tables;
      for (let index = 0; index < addresses.length; index++) {
        const text = addresses.text(index);
        expect(told.includes(`"${text}"`), text).toBe(false);
        const bytes = addressBytes(text);
        expect(bytes).not.toBeNull();
        expect(content.includes(Buffer.from(bytes ?? [])), text).toBe(false);
      }
      expect(source.tables.marks.texts.filter((text) => text.length > 3 && told.includes(text))).toEqual([]);
      expect(told).not.toContain('secret-name');
      expect(analysis.isRedacted).toBe(true);
    },
    120_000,
  );

  it('calls an address the same everywhere, and clients and servers what they are', async () => {
    const name = 'lab/recordings/incident-17-refusals-in-words--server.pcapng.gz';
    const source = await analysed(new Uint8Array(readFileSync(new URL(name, ROOT))));
    const { analysis } = evidenceLink(source, { keepsAddresses: false });
    const { analysis: kept } = evidenceLink(source, { keepsAddresses: true });
    const names = new Map<string, string>();
    analysis.connections.forEach(({ report, ladder }, index) => {
      const original = kept.connections[index]?.report;
      if (original === undefined || original.id !== report.id) return;
      for (const side of ['client', 'server'] as const) {
        expect(report[side].address).toMatch(new RegExp(`^${side}-\\d+$`));
        expect(report[side].port).toBe(original[side].port);
        expect(ladder[side].address).toBe(report[side].address);
        expect(names.get(original[side].address) ?? report[side].address).toBe(report[side].address);
        names.set(original[side].address, report[side].address);
      }
    });
    expect(names.size).toBeGreaterThan(1);
    expect(new Set(names.values()).size).toBe(names.size);
  });

  it('replaces addresses in notes, the longer first', async () => {
    const source = await analysed(new Uint8Array(readFileSync(new URL('public/samples/descriptors.pcapng', ROOT))));
    const { analysis } = evidenceLink(source, { keepsAddresses: true });
    const address = analysis.connections[0]?.report.client.address ?? '';
    const notes = [{ about: 'capture', number: 0, text: `${address} is the pool` }] as const;
    expect(redact({ ...analysis, notes }, false).analysis.notes[0]?.text).toBe('client-1 is the pool');
    expect(redact({ ...analysis, notes }, true).analysis.notes[0]?.text).toBe(`${address} is the pool`);
  });

  it('leaves addresses out of notes, whether the capture has them or not, in any form', async () => {
    const source = await analysed(new Uint8Array(readFileSync(new URL('public/samples/descriptors.pcapng', ROOT))));
    const { analysis } = evidenceLink(source, { keepsAddresses: true });
    const { client, server } = analysis.connections[0]?.report ?? { client: { address: '' }, server: { address: '' } };
    const text = [
      `x${client.address}y`,
      `${server.address}:${2181}`,
      'asked 192.0.2.77, and 192.0.2.77 again; [2001:DB8:0:0::5]:80 fe80::1%eth0',
      'on 00:1b:21:AA:bb:0c at 12:30:45, release 1.2.3.4.5, see https://wiki.example/1',
    ].join(' | ');
    const redacted = redact({ ...analysis, notes: [{ about: 'capture', number: 0, text }] }, false);
    expect(redacted.analysis.notes[0]?.text).toBe(
      [
        'xclient-1y',
        'server-1:2181',
        'asked host-3, and host-3 again; [host-1]:80 host-2',
        'on … at 12:30:45, release 1.2.3.4.5, see https://wiki.example/1',
      ].join(' | '),
    );
    expect(redacted.inText('for 192.0.2.77')).toBe('for host-3');
  });

  it('leaves names of the capture out of notes, in any case of their letters', async () => {
    const name = 'lab/recordings/tls-failure--unrecognized-name--server.pcapng.gz';
    const source = await analysed(new Uint8Array(readFileSync(new URL(name, ROOT))));
    const host = source.findings.flatMap(({ application }) => application?.name ?? [])[0] ?? '';
    expect(host.length).toBeGreaterThan(3);
    const notes = [{ about: 'finding', number: 0, text: `Ask for ${host.toUpperCase()}. (${host})` }] as const;
    expect(evidenceLink(source, { keepsAddresses: false, notes }).analysis.notes[0]?.text).toBe('Ask for …. (…)');
    expect(evidenceLink(source, { keepsAddresses: true, notes }).analysis.notes[0]?.text).toContain(host);
  });

  it('lets no other text pass', () => {
    expect(isWordValue('text', 'password=1')).toBe(false);
    expect(isWordValue('alert', 'unknown_ca')).toBe(true);
    expect(isWordValue('somethingNew', 'unknown_ca')).toBe(false);
    expect(isHint('HTTP 200 close, TLS alert 45')).toBe(true);
    expect(isHint('TLS ClientHello api.example')).toBe(false);
    expect(isHint('"too many connections"')).toBe(false);
  });

  it('takes for an address nothing that is a name', () => {
    for (const text of ['db-1.example', 'client-1', '10.0.0.1.example', '1.2.3', '::g', '1:2', '256.1.1.1', '01.2.3.4', ''])
      expect(addressBytes(text), text).toBeNull();
    expect(addressBytes('10.0.0.1')).toEqual([10, 0, 0, 1]);
    expect(addressBytes('2001:db8::1')).toEqual([0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });
});
