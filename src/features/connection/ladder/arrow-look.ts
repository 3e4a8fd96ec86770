// The arrow grammar: what line and head a kind of segment gets. Shape carries the meaning, the tone repeats it.

import type { ArrowStyle } from '#engine/ladder/ladder-model';

export type LineShape = 'solid' | 'dotted' | 'dashed' | 'dash-dot' | 'double' | 'ticked';
export type HeadShape = 'filled' | 'open' | 'bar' | 'cross' | 'double' | 'diamond' | 'hollow';
/** Which colour repeats the meaning; ladder.css maps it to a token. */
export type Tone = 'open' | 'data' | 'quiet' | 'early' | 'reset' | 'noanswer' | 'refused';

export interface ArrowLook {
  readonly line: LineShape;
  readonly width: number;
  readonly head: HeadShape;
  readonly tone: Tone;
}

const LOOKS: Readonly<Record<ArrowStyle, ArrowLook>> = {
  syn: { line: 'solid', width: 1.5, head: 'filled', tone: 'open' },
  'syn-ack': { line: 'solid', width: 1.5, head: 'filled', tone: 'open' },
  ack: { line: 'dotted', width: 1, head: 'open', tone: 'quiet' },
  data: { line: 'solid', width: 2.5, head: 'filled', tone: 'data' },
  fin: { line: 'double', width: 1.25, head: 'bar', tone: 'early' },
  rst: { line: 'ticked', width: 2.5, head: 'cross', tone: 'reset' },
  retransmission: { line: 'dashed', width: 1.5, head: 'double', tone: 'noanswer' },
  'duplicate-ack': { line: 'dotted', width: 1, head: 'open', tone: 'quiet' },
  keepalive: { line: 'dash-dot', width: 1, head: 'open', tone: 'quiet' },
  'keepalive-ack': { line: 'dotted', width: 1, head: 'open', tone: 'quiet' },
  'window-probe': { line: 'dash-dot', width: 1, head: 'open', tone: 'quiet' },
  'window-update': { line: 'dotted', width: 1, head: 'open', tone: 'noanswer' },
  icmp: { line: 'dash-dot', width: 1.5, head: 'diamond', tone: 'refused' },
};

/** Nobody saw it: an outline. */
export const UNSEEN_LOOK: ArrowLook = { line: 'dashed', width: 1, head: 'hollow', tone: 'quiet' };

export function lookOf(style: ArrowStyle): ArrowLook {
  return LOOKS[style];
}

export const DASHES: Readonly<Record<LineShape, string | undefined>> = {
  solid: undefined,
  double: undefined,
  ticked: undefined,
  dotted: '1.5 3.5',
  dashed: '6 3',
  'dash-dot': '8 3 2 3',
};
