// Where things stand in the drawing: columns as wide as what is in them, one y for each row. Draws nothing.

import { formatDuration, formatEndpoint } from '../base/format';
import type { LadderModel, Side } from './ladder-model';
import type { SvgItem } from './svg-rows';
import { monoWidth, type Font } from './svg-xml';

export const LABEL_FONT: Font = { px: 11, family: 'monospace' };
export const LABEL_FONT_BOLD: Font = { ...LABEL_FONT, weight: 600 };
export const CHIP_FONT: Font = { px: 10.5, family: 'monospace' };
export const ADDRESS_FONT: Font = { px: 12.5, family: 'monospace', weight: 600 };
export const PROSE_FONT: Font = { px: 12, family: 'sans-serif' };
export const SMALL_FONT: Font = { px: 11, family: 'sans-serif' };
export const HEADLINE_FONT: Font = { px: 15, family: 'sans-serif', weight: 600 };

export const PAD_PX = 16;
export const BAND_PX = 14;
/** y of an arrow's line inside its row. */
export const LINE_Y = 20;
const LANE_PX = 560;
const COLUMN_GAP_PX = 16;

export interface Layout {
  readonly width: number;
  /** Right edges of the three columns. */
  readonly numberX: number;
  readonly timeX: number;
  readonly deltaX: number;
  /** Left edges of the lifelines, and the lane between them. */
  readonly clientBandX: number;
  readonly serverBandX: number;
  readonly laneLeft: number;
  readonly laneRight: number;
  readonly middleX: number;
}

/** `slots` is the room beside each lifeline. */
export function layoutOf(model: LadderModel, items: readonly SvgItem[], slots: Readonly<Record<Side, number>>): Layout {
  const widest = (cell: (item: SvgItem) => string): number =>
    items.reduce((width, item) => Math.max(width, monoWidth(cell(item), LABEL_FONT.px)), monoWidth('000', LABEL_FONT.px));
  const numberX = Math.ceil(PAD_PX + widest(numberCell));
  const timeX = Math.ceil(numberX + COLUMN_GAP_PX + widest((item) => timeCell(item, model.timeDigits)));
  const deltaX = Math.ceil(timeX + COLUMN_GAP_PX + widest(deltaCell));
  const clientBandX = deltaX + COLUMN_GAP_PX / 2 + slots.client;
  const laneLeft = clientBandX + BAND_PX;
  const laneWidth = Math.max(LANE_PX, Math.ceil(endpointsPx(model)) - 2 * BAND_PX);
  const laneRight = laneLeft + laneWidth;
  return {
    width: laneRight + BAND_PX + slots.server + PAD_PX,
    numberX,
    timeX,
    deltaX,
    clientBandX,
    serverBandX: laneRight,
    laneLeft,
    laneRight,
    middleX: laneLeft + laneWidth / 2,
  };
}

/** Both endpoints in one line over the lane: two long IPv6 addresses widen it. */
function endpointsPx({ client, server }: LadderModel): number {
  const wide = ({ address, port }: LadderModel['client']) => monoWidth(formatEndpoint(address, port), ADDRESS_FONT.px);
  return wide(client) + wide(server) + 2 * COLUMN_GAP_PX;
}

export function numberCell(item: SvgItem): string {
  if (item.kind === 'packet') return String(item.row.frame);
  if (item.kind !== 'run') return '';
  const { firstFrame, lastFrame } = item.row;
  return firstFrame === lastFrame ? String(firstFrame) : `${firstFrame}–${lastFrame}`;
}

export function timeCell(item: SvgItem, digits: number): string {
  return item.kind === 'packet' || item.kind === 'run' ? item.row.seconds.toFixed(digits) : '';
}

/** "+648 µs", in the units of the text form. */
export function deltaCell(item: SvgItem): string {
  if (item.kind !== 'packet') return '';
  if (item.isFirst) return '–';
  const duration = formatDuration(item.row.deltaSeconds, 'en');
  return item.row.deltaSeconds < 0 ? duration : `+${duration}`;
}
