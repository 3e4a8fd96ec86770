// ICMP errors that quote a connection: pick the first that fits, and say it.

import type { Evidence, Values } from '../model/verdict';
import { frameOf } from './observe';
import type { RuleContext } from './rule';

const NS_PER_SECOND = 1e9;
/** Destination-unreachable codes by which a filter refuses; Linux stacks never send code 3 for TCP themselves. */
const FILTER_CODES_V4 = new Set([3, 9, 10, 13]);
const FILTER_CODES_V6 = new Set([1, 4, 5, 6]);
/** Net, host, unknown net, unknown host, either for a type of service. */
const UNREACHABLE_CODES_V4 = new Set([0, 1, 6, 7, 11, 12]);
/** No route, beyond scope, address unreachable. */
const UNREACHABLE_CODES_V6 = new Set([0, 2, 3]);

export function isFilterCode(family: number, type: number, code: number): boolean {
  return family === 4 ? type === 3 && FILTER_CODES_V4.has(code) : type === 1 && FILTER_CODES_V6.has(code);
}

export function isUnreachableCode(family: number, type: number, code: number): boolean {
  return family === 4 ? type === 3 && UNREACHABLE_CODES_V4.has(code) : type === 1 && UNREACHABLE_CODES_V6.has(code);
}

export interface IcmpError {
  readonly frame: number;
  /** Segment that it quotes; the first SYN where that is not in the capture. */
  readonly quotedRow: number;
  /** Since that segment. */
  readonly afterSeconds: number;
  readonly type: number;
  readonly code: number;
  readonly from: string;
  readonly facts: Values;
}

export function icmpFacts(context: RuleContext, fits: (family: number, type: number, code: number) => boolean): IcmpError | null {
  const { icmp, frames, addresses } = context.tables;
  for (const row of context.icmp) {
    const type = icmp.type.values[row] as number;
    const code = icmp.code.values[row] as number;
    if (!fits(icmp.family.values[row] as number, type, code)) continue;
    const from = addresses.text(icmp.source.values[row] as number);
    const frameIndex = icmp.frameIndex.values[row] as number;
    const quotedRow = firstNot(-1, icmp.quotedRow.values[row] as number, context.facts.orig.synRow, context.facts.firstRow);
    const secondsOf = (frame: number): number => (frames.tsNs.values[frame] as number) / NS_PER_SECOND;
    return {
      frame: frameIndex + 1,
      quotedRow,
      afterSeconds: secondsOf(frameIndex) - secondsOf(frameOf(context, quotedRow) - 1),
      type,
      code,
      from,
      facts: { icmpType: type, icmpCode: code, rejectedBy: from },
    };
  }
  return null;
}

function firstNot(nothing: number, ...values: readonly number[]): number {
  return values.find((value) => value !== nothing) ?? nothing;
}

export function icmpEvidence(context: RuleContext, error: IcmpError): readonly Evidence[] {
  return [
    {
      fact: 'icmp-unreachable',
      frames: [frameOf(context, error.quotedRow), error.frame],
      values: { icmpType: error.type, icmpCode: error.code, from: error.from, afterSeconds: error.afterSeconds },
    },
  ];
}
