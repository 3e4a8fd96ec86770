// What stands at an arrow whose payload was recognised.

import { describe, expect, it } from 'vitest';
import { MarkKind, MarkTable, NO_LABEL, PROTOCOLS } from '../model/mark-table';
import { markHint } from './mark-hint';

const SEGMENT = 4;

/** Kind, value (a text for kinds that have one), label as a text. */
type Mark = readonly [kind: number, value?: number | string, label?: string];

function hint(...rows: readonly Mark[]): string {
  const marks = new MarkTable();
  for (const [kind, value = 0, label] of rows) {
    const labelled = label === undefined ? NO_LABEL : marks.internText(label) + 1;
    marks.push(SEGMENT, kind, typeof value === 'string' ? marks.internText(value) : value, -1, labelled);
  }
  return markHint(marks, SEGMENT);
}

const protocol = (name: (typeof PROTOCOLS)[number]): Mark => [MarkKind.Protocol, PROTOCOLS.indexOf(name)];

describe('the hint at an arrow', () => {
  it('names whom a ClientHello asks for', () => {
    expect(hint([MarkKind.TlsClientHello, 0, 'api.example'])).toBe('TLS ClientHello api.example');
    expect(hint([MarkKind.TlsClientHello])).toBe('TLS ClientHello');
  });

  it('quotes what a server said, and what stands in a RST', () => {
    expect(hint([MarkKind.ServerWords, 'FATAL: shutting down'])).toBe('"FATAL: shutting down"');
    expect(hint([MarkKind.ResetText, 'Flow expired (sweeper)'])).toBe('"Flow expired (sweeper)"');
  });

  it('is the protocol where nothing says more', () => {
    expect(hint(protocol('PostgreSQL'))).toBe('PostgreSQL');
    expect(hint(protocol('SSH'), [MarkKind.Greeting, 'SSH-2.0-OpenSSH_9.6'])).toBe('"SSH-2.0-OpenSSH_9.6"');
    expect(hint([MarkKind.LimitText, 'ERROR 1040: Too many connections'], protocol('MySQL'))).toBe('"ERROR 1040: Too many connections"');
  });

  it('is empty where nothing was recognised', () => {
    expect(hint()).toBe('');
    expect(markHint(new MarkTable(), SEGMENT)).toBe('');
  });
});
