// What a filter may ask about the connections of a capture: columns, and codes with the texts that they stand for. A selection is one
// byte per connection, 1 where it fits: terms are loops over columns, never a call per connection.

export const FILTER_FEATURES = ['rst', 'fin', 'syn-retrans', 'icmp', 'zero-window', 'tls', 'http'] as const;
export type FilterFeature = (typeof FILTER_FEATURES)[number];

export type NumberField =
  | 'conf'
  | 'dur'
  | 'rtt'
  /** Longest silence between two of its packets. */
  | 'idle'
  | 'at'
  | 'bytes'
  | 'pkts'
  | 'retrans'
  | 'port'
  /** Numbers of its first and last frame, from 1. */
  | 'firstFrame'
  | 'lastFrame';

type Codes = Uint8Array | Uint16Array | Uint32Array;

/** A column of few values: what each stands for, in lower case. */
export interface CodedColumn {
  readonly codes: Codes;
  readonly texts: readonly string[];
}

/** Indexes of addresses, and ports, of one end of every connection. */
export interface EndColumns {
  readonly address: Codes;
  readonly port: Codes;
}

export interface FilterAddresses {
  readonly count: number;
  /** Null for others than IPv4. */
  ipv4(index: number): number | null;
  /** Whether `text` is anything else than the dotted form of an IPv4 address. */
  isNamed(index: number): boolean;
  text(index: number): string;
}

export interface FilterTable {
  readonly count: number;
  readonly outcome: CodedColumn;
  /** Texts: id and short words in every language. */
  readonly cause: CodedColumn;
  readonly ended: CodedColumn;
  readonly client: EndColumns;
  readonly server: EndColumns;
  readonly addresses: FilterAddresses;
  fill(field: NumberField, into: Float64Array): void;
  /** 1 where it has it. */
  having(feature: FilterFeature): Uint8Array;
  /** -1 for none. */
  connectionOfFrame(frame: number): number;
  connectionsOfFinding(index: number): readonly number[];
}

export type Selection = Uint8Array;
export type Selector = (table: FilterTable) => Selection;

/** Those whose code fits. */
export function selectCodes(codes: Codes, count: number, fits: Uint8Array): Selection {
  const selection = new Uint8Array(count);
  for (let id = 0; id < count; id++) selection[id] = fits[codes[id] as number] as number;
  return selection;
}

/** Those of a coded column whose text fits. */
export function selectTexts({ codes, texts }: CodedColumn, count: number, fits: (text: string) => boolean): Selection {
  return selectCodes(
    codes,
    count,
    Uint8Array.from(texts, (text) => Number(fits(text))),
  );
}

export function selectIds(count: number, ids: readonly number[]): Selection {
  const selection = new Uint8Array(count);
  for (const id of ids) if (id >= 0) selection[id] = 1;
  return selection;
}

export function selectNumbers(table: FilterTable, field: NumberField, operator: string, limit: number): Selection {
  const { count } = table;
  const values = new Float64Array(count);
  table.fill(field, values);
  const selection = new Uint8Array(count);
  const keep = (below: number, equal: number, above: number): Selection => {
    for (let id = 0; id < count; id++) {
      const value = values[id] as number;
      selection[id] = value < limit ? below : value > limit ? above : equal;
    }
    return selection;
  };
  switch (operator) {
    case '<':
      return keep(1, 0, 0);
    case '<=':
      return keep(1, 1, 0);
    case '>':
      return keep(0, 0, 1);
    case '>=':
      return keep(0, 1, 1);
    case '!=':
      return keep(1, 0, 1);
    default:
      return keep(0, 1, 0);
  }
}

/** The first selection becomes the result. */
export function both(first: Selection, second: Selection): Selection {
  for (let id = 0; id < first.length; id++) first[id] = (first[id] as number) & (second[id] as number);
  return first;
}

/** The first selection becomes the result. */
export function either(first: Selection, second: Selection): Selection {
  for (let id = 0; id < first.length; id++) first[id] = (first[id] as number) | (second[id] as number);
  return first;
}

export function allBut(selection: Selection): Selection {
  for (let id = 0; id < selection.length; id++) selection[id] = 1 - (selection[id] as number);
  return selection;
}
