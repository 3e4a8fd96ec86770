// The picture of the minimap: bars of packets above the axis for the client and below it for the server, and its marks.

import { MINIMAP_PX } from './minimap-size';

const MARKS_PX = 14;
const AXIS_Y = MARKS_PX + (MINIMAP_PX - MARKS_PX) / 2;
const BAR_PX = (MINIMAP_PX - MARKS_PX) / 2 - 4;

export interface DrawnOverview {
  readonly durationSeconds: number;
  /** Packets per part. */
  readonly client: readonly number[];
  readonly server: readonly number[];
  readonly marks: readonly { readonly part: number; readonly what: OverviewMark }[];
}

type OverviewMark = 'fin' | 'rst' | 'lost' | 'appeared';

export interface OverviewColours {
  readonly client: string;
  readonly server: string;
  readonly axis: string;
  readonly reset: string;
  readonly lost: string;
  readonly fin: string;
}

type Pen = Pick<
  CanvasRenderingContext2D,
  'clearRect' | 'fillRect' | 'beginPath' | 'moveTo' | 'lineTo' | 'stroke' | 'fillStyle' | 'strokeStyle' | 'lineWidth' | 'globalAlpha'
>;

/** A single packet among thousands still has a bar: heights grow with the square root. */
function barOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(2, Math.sqrt(count / most) * BAR_PX);
}

export function drawOverview(pen: Pen, { client, server, marks }: DrawnOverview, width: number, colours: OverviewColours): void {
  const parts = client.length;
  const most = Math.max(1, ...client, ...server);
  const step = width / parts;
  pen.clearRect(0, 0, width, MINIMAP_PX);
  // Thousands of packets a second fill the picture: marks and the frame of what is shown must stand out from it.
  pen.globalAlpha = 0.6;
  for (let part = 0; part < parts; part++) {
    const x = part * step;
    const up = barOf(client[part] ?? 0, most);
    const down = barOf(server[part] ?? 0, most);
    pen.fillStyle = colours.client;
    if (up > 0) pen.fillRect(x, AXIS_Y - up, Math.max(1, step - 0.5), up);
    pen.fillStyle = colours.server;
    if (down > 0) pen.fillRect(x, AXIS_Y + 1, Math.max(1, step - 0.5), down);
  }
  pen.globalAlpha = 1;
  pen.fillStyle = colours.axis;
  pen.fillRect(0, AXIS_Y, width, 1);
  for (const { part, what } of marks) drawMark(pen, (part + 0.5) * step, what, colours);
}

/** A RST is a cross, a FIN the bar of its arrow's head, both on a thin line; what was lost or appeared on the way is a line through all. */
function drawMark(pen: Pen, x: number, what: OverviewMark, colours: OverviewColours): void {
  pen.strokeStyle = what === 'lost' ? colours.lost : what === 'fin' ? colours.fin : colours.reset;
  pen.lineWidth = what === 'lost' || what === 'appeared' ? 2 : 1;
  pen.beginPath();
  pen.moveTo(x, MARKS_PX);
  pen.lineTo(x, MINIMAP_PX);
  pen.stroke();
  if (what === 'lost' || what === 'appeared') return;
  pen.lineWidth = 2;
  pen.beginPath();
  if (what === 'rst') {
    pen.moveTo(x - 4, 3);
    pen.lineTo(x + 4, 11);
    pen.moveTo(x + 4, 3);
    pen.lineTo(x - 4, 11);
  } else {
    pen.moveTo(x - 4, 7);
    pen.lineTo(x + 1, 7);
    pen.moveTo(x + 3, 3);
    pen.lineTo(x + 3, 11);
  }
  pen.stroke();
}
