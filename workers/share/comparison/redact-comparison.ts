// The one place that a comparison passes before it goes out: by the rules and pseudonyms of redact.ts.

import type { ComparisonRow, ConnectionComparison, FieldChange, TwoTapLadder, TwoTapRow } from '../../compare/compare-model';
import { formatEndpoint } from '../../base/format';
import { cleanNote } from '../../model/note';
import type { Role } from '../addresses';
import { cleanHint, cleanValues, Pseudonyms } from '../redact';
import { endpointParts, type SharedComparison, type SharedPair } from './shared-comparison';

export interface RedactedComparison {
  readonly comparison: SharedComparison;
  /** The same for text that goes out beside it: titles, authors. */
  readonly inText: (text: string) => string;
  /** Addresses and what they are called. */
  readonly names: readonly (readonly [string, string])[];
}

/** `withheld`: names and quotations of both captures, and what their files are called. */
export function redactComparison(comparison: SharedComparison, keepsAddresses: boolean, withheld: readonly string[]): RedactedComparison {
  const names = new Pseudonyms(keepsAddresses);
  if (!keepsAddresses) for (const text of withheld) names.withhold(text);
  const of = (text: string, role: Role): string => {
    const parts = endpointParts(text);
    return parts === null ? '' : formatEndpoint(names.of(parts.address, role), parts.port);
  };
  const told: (readonly [string, string])[] = [];
  // The ends first: whoever is client or server anywhere is called so everywhere.
  for (const { server } of comparison.overview.findings) of(server, 'server');
  for (const { connection, ladder } of comparison.pairs) {
    told.push(
      [ladder.server.address, names.of(ladder.server.address, 'server')],
      [ladder.client.address, names.of(ladder.client.address, 'client')],
    );
    for (const tap of ['first', 'second'] as const) {
      of(connection.serverAt[tap] ?? '', 'server');
      of(connection.clientAt[tap] ?? '', 'client');
    }
  }
  const row = <T extends ComparisonRow>(one: T): T => ({ ...one, client: of(one.client, 'client'), server: of(one.server, 'server') });
  const cleaner = new PairCleaner(names, of);
  const findings = comparison.overview.findings.map((finding) => ({ ...finding, server: of(finding.server, 'server') }));
  const pairs = comparison.pairs.map(({ connection, ladder }): SharedPair => ({
    connection: cleaner.connection(row(connection)),
    ladder: cleaner.ladder(ladder),
  }));
  const rows = comparison.rows.map(row);
  // Texts last: by now every address that is told has its name.
  const inText = (text: string): string => names.inText(text);
  const notes = comparison.notes.map((note) => ({ ...note, text: cleanNote(inText(note.text)) })).filter(({ text }) => text !== '');
  return {
    comparison: { ...comparison, isRedacted: !keepsAddresses, overview: { ...comparison.overview, findings }, pairs, rows, notes },
    inText,
    names: keepsAddresses ? [] : [...new Map(told)],
  };
}

class PairCleaner {
  readonly #names: Pseudonyms;
  readonly #of: (text: string, role: Role) => string;

  constructor(names: Pseudonyms, of: (text: string, role: Role) => string) {
    this.#names = names;
    this.#of = of;
  }

  connection(connection: ConnectionComparison): ConnectionComparison {
    const { clientAt, serverAt, path, differences, verdict } = connection;
    const at = (ends: ConnectionComparison['clientAt'], role: Role): ConnectionComparison['clientAt'] => ({
      first: ends.first === null ? null : this.#of(ends.first, role),
      second: ends.second === null ? null : this.#of(ends.second, role),
    });
    return {
      ...connection,
      clientAt: at(clientAt, 'client'),
      serverAt: at(serverAt, 'server'),
      path: { ...path, translated: this.#changes(path.translated) },
      differences: differences.map((difference) => ({ ...difference, changes: this.#changes(difference.changes) })),
      verdict: {
        ...verdict,
        contributions: verdict.contributions.map((contribution) => ({
          ...contribution,
          values: cleanValues(contribution.values, this.#names),
        })),
      },
    };
  }

  ladder(ladder: TwoTapLadder): TwoTapLadder {
    return {
      ...ladder,
      client: { ...ladder.client, address: this.#names.of(ladder.client.address, 'client') },
      server: { ...ladder.server, address: this.#names.of(ladder.server.address, 'server') },
      rows: ladder.rows.map((row): TwoTapRow => {
        if (row.kind !== 'packet') return row;
        const { packet } = row;
        const icmp = packet.icmp === null ? null : { ...packet.icmp, from: this.#names.of(packet.icmp.from, 'host') };
        return { ...row, packet: { ...packet, hint: cleanHint(packet.hint), icmp }, changes: this.#changes(row.changes) };
      }),
      notes: ladder.notes.map((note) => ({
        ...note,
        contribution: { ...note.contribution, values: cleanValues(note.contribution.values, this.#names) },
      })),
    };
  }

  /** Numbers stay; of texts endpoints alone are told, by their names. */
  #changes(changes: readonly FieldChange[]): readonly FieldChange[] {
    const plain = (value: number | string | undefined) => (typeof value === 'string' ? this.#of(value, 'host') : value);
    return changes.map(({ field, before, after }) => {
      const [one, two] = [plain(before), plain(after)];
      return { field, ...(one === undefined ? {} : { before: one }), ...(two === undefined ? {} : { after: two }) };
    });
  }
}
