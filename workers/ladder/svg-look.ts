// The arrow grammar and the colours of the drawing that leaves the page: light theme, whatever the reader's is.
// Values are those of the page (arrow-look.ts, tokens.css); tests compare them. Draws nothing.

import type { EndpointState } from '../model/tcp-state';
import type { ArrowStyle, PacketRow } from './ladder-model';

/** By name of the page's token, without its dashes. */
export const SVG_COLOURS = {
  surface: '#ffffff',
  sunken: '#f5f6f8',
  text: '#1c2024',
  'text-2': '#4b5058',
  'text-3': '#60646c',
  accent: '#0b63c5',
  border: '#d9dce1',
  'border-strong': '#7e838d',
  callout: '#fff8e1',
  'callout-border': '#8a6a00',
  'o-reset': '#b4240c',
  'o-refused': '#7a1865',
  'o-noanswer': '#9f7b00',
  'o-noanswer-text': '#775b00',
  'o-early': '#204898',
  'band-handshake': '#dce9f9',
  'band-established': '#ddf1ea',
  'band-closing': '#f6eccb',
  'band-closed': '#e4e6ea',
} as const;

export type Colour = keyof typeof SVG_COLOURS;

export interface SvgLook {
  readonly line: 'solid' | 'dotted' | 'dashed' | 'dash-dot' | 'double' | 'ticked';
  readonly width: number;
  readonly head: 'filled' | 'open' | 'bar' | 'cross' | 'double' | 'diamond' | 'hollow';
  readonly colour: Colour;
}

const LOOKS: Readonly<Record<ArrowStyle, SvgLook>> = {
  syn: { line: 'solid', width: 1.5, head: 'filled', colour: 'accent' },
  'syn-ack': { line: 'solid', width: 1.5, head: 'filled', colour: 'accent' },
  ack: { line: 'dotted', width: 1, head: 'open', colour: 'text-3' },
  data: { line: 'solid', width: 2.5, head: 'filled', colour: 'text-2' },
  fin: { line: 'double', width: 1.25, head: 'bar', colour: 'o-early' },
  rst: { line: 'ticked', width: 2.5, head: 'cross', colour: 'o-reset' },
  retransmission: { line: 'dashed', width: 1.5, head: 'double', colour: 'o-noanswer' },
  'duplicate-ack': { line: 'dotted', width: 1, head: 'open', colour: 'text-3' },
  keepalive: { line: 'dash-dot', width: 1, head: 'open', colour: 'text-3' },
  'keepalive-ack': { line: 'dotted', width: 1, head: 'open', colour: 'text-3' },
  'window-probe': { line: 'dash-dot', width: 1, head: 'open', colour: 'text-3' },
  'window-update': { line: 'dotted', width: 1, head: 'open', colour: 'o-noanswer' },
  icmp: { line: 'dash-dot', width: 1.5, head: 'diamond', colour: 'o-refused' },
};

/** A copy of a packet already seen is drawn as no event of its own. */
export function svgLook(row: Pick<PacketRow, 'style' | 'duplicate'>): SvgLook {
  const look = LOOKS[row.style];
  return row.duplicate ? { ...look, line: 'dashed', width: 1, colour: 'text-3' } : look;
}

/** What was lost ends in a cross. */
export function lostLook(look: SvgLook): SvgLook {
  return { ...look, head: 'cross', colour: 'o-noanswer' };
}

export const UNSEEN_LOOK: SvgLook = { line: 'dashed', width: 1, head: 'hollow', colour: 'text-3' };

export const SVG_DASHES: Readonly<Record<SvgLook['line'], string | undefined>> = {
  solid: undefined,
  double: undefined,
  ticked: undefined,
  dotted: '1.5 3.5',
  dashed: '6 3',
  'dash-dot': '8 3 2 3',
};

export type Band = 'handshake' | 'established' | 'closing' | 'closed' | 'unknown';

export function bandOf(state: EndpointState): Band {
  switch (state) {
    case 'unseen':
    case 'midstream':
      return 'unknown';
    case 'closed':
    case 'listen':
      return 'closed';
    case 'syn-sent':
    case 'syn-received':
      return 'handshake';
    case 'established':
      return 'established';
    default:
      return 'closing';
  }
}

export function bandColour(band: Band): Colour {
  return band === 'unknown' ? 'band-closed' : `band-${band}`;
}

/** RFC 9293's name in the short form; empty for a side that was not heard yet. */
export function chipText(state: EndpointState): string {
  if (state === 'unseen') return '';
  if (state === 'syn-received') return 'SYN-RCVD';
  return state === 'midstream' ? 'UNKNOWN' : state.toUpperCase();
}
