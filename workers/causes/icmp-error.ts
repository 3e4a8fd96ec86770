// ICMP errors that quote a connection: pick the first that fits, and say it.

import type { Evidence, Values } from '../model/verdict';
import { frameOf } from './observe';
import type { RuleContext } from './rule';

const NS_PER_SECOND = 1e9;

export interface IcmpError {
  readonly frame: number;
  readonly seconds: number;
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
    return {
      frame: frameIndex + 1,
      seconds: (frames.tsNs.values[frameIndex] as number) / NS_PER_SECOND,
      type,
      code,
      from,
      facts: { icmpType: type, icmpCode: code, rejectedBy: from },
    };
  }
  return null;
}

export function icmpEvidence(context: RuleContext, error: IcmpError): readonly Evidence[] {
  const { orig } = context.facts;
  const syn = orig.synRow >= 0 ? orig.synRow : context.facts.firstRow;
  return [
    {
      fact: 'icmp-unreachable',
      frames: [frameOf(context, syn), error.frame],
      values: {
        icmpType: error.type,
        icmpCode: error.code,
        from: error.from,
        afterSeconds: error.seconds - (orig.synRow >= 0 ? orig.synSeconds : context.facts.firstSeconds),
      },
    },
  ];
}
