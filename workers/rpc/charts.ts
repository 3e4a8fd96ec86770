// What the charts show, binned where the columns are: never more than some hundred numbers, whatever the capture's size.

import type { OutcomeLook } from '../model/outcome-look';
import type { EndedBy } from '../model/verdict';

/** Times in seconds since the first frame. */
export interface ChartsData {
  /** Connections that fit the filter. */
  readonly connections: number;
  readonly durationSeconds: number;
  readonly opened: OpenedChart;
  readonly concurrency: ConcurrencyChart | null;
  readonly silence: SilenceChart | null;
  readonly handshakes: HandshakeChart | null;
  readonly lifetimes: LifetimeChart | null;
}

/** Connections begun per bin, by how they went; only looks that occur, most frequent first. */
export interface OpenedChart {
  readonly binSeconds: number;
  readonly series: readonly { readonly look: OutcomeLook; readonly total: number; readonly counts: readonly number[] }[];
}

/** Connections held open at the listener where most went wrong (of its one client, where that is limited), and failures among them. */
export interface ConcurrencyChart {
  readonly server: string;
  readonly client: string | null;
  readonly binSeconds: number;
  /** Most that were open in each bin. */
  readonly open: readonly number[];
  readonly highest: number;
  /** Attempts that failed, thinned out to some hundred; `open` does not count itself. */
  readonly failures: readonly { readonly seconds: number; readonly open: number }[];
  readonly failed: number;
  /** Inferred limit, null where none shows. */
  readonly limit: number | null;
}

/** Logarithmic bins [from, to): connections that failed after their handshake and those that did not, by their longest silence. */
export interface SilenceChart {
  readonly bins: readonly { readonly from: number; readonly to: number; readonly failed: number; readonly others: number }[];
  /** Median of the failed; null without any. */
  readonly median: number | null;
  readonly failed: number;
  /** Timers that products ship with and that lie within the chart. */
  readonly defaults: readonly { readonly seconds: number; readonly product: string; readonly key: string }[];
}

export interface HandshakeChart {
  /** Logarithmic bins of the handshake's round trip. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  readonly median: number;
  readonly slowest: number;
  readonly binSeconds: number;
  /** Slowest handshake begun in each bin; 0 where none was. */
  readonly slowestByTime: readonly number[];
  /** Attempts that needed one SYN, two, three, and more. */
  readonly bySyns: readonly number[];
}

/** Logarithmic bins of the time from handshake to the first FIN or RST, by who sent it. */
export interface LifetimeChart {
  readonly bins: readonly { readonly from: number; readonly to: number; readonly counts: Readonly<Partial<Record<EndedBy, number>>> }[];
  readonly median: number;
}

/** Of one connection: bytes not yet acknowledged, and the window that the other side leaves, by direction. */
export interface WindowChart {
  readonly sides: readonly {
    readonly side: 'client' | 'server';
    /** Ascending in time, thinned out so that highest and lowest stay. */
    readonly points: readonly { readonly seconds: number; readonly inFlight: number; readonly window: number | null }[];
    readonly highestInFlight: number;
    readonly zeroWindowSeconds: number;
  }[];
}
