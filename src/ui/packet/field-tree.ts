// The decoded fields of a packet as the visible lines of a tree, and which field a byte belongs to. Ids repeat; paths do not.

import type { PacketRow } from '#engine/ladder/ladder-model';
import type { PacketField } from '#engine/model/packet-field';

export interface FieldLine {
  /** "1.2": child 2 of root 1. */
  readonly path: string;
  readonly field: PacketField;
  readonly level: number;
  readonly position: number;
  readonly setSize: number;
  readonly isOpen: boolean;
}

/** A hostile packet must not be able to make a tree without end. */
const MAX_LEVEL = 12;

/** Lines that are shown: children only below open fields. */
export function visibleFields(fields: readonly PacketField[], closed: ReadonlySet<string>): readonly FieldLine[] {
  const lines: FieldLine[] = [];
  const walk = (children: readonly PacketField[], prefix: string, level: number) => {
    children.forEach((field, index) => {
      const path = prefix === '' ? String(index) : `${prefix}.${index}`;
      const isOpen = field.children.length > 0 && !closed.has(path);
      lines.push({ path, field, level, position: index + 1, setSize: children.length, isOpen });
      if (isOpen && level < MAX_LEVEL) walk(field.children, path, level + 1);
    });
  };
  walk(fields, '', 1);
  return lines;
}

export function fieldAt(fields: readonly PacketField[], path: string | null): PacketField | null {
  if (path === null) return null;
  let children = fields;
  let found: PacketField | null = null;
  for (const step of path.split('.')) {
    found = children[Number(step)] ?? null;
    if (found === null) return null;
    children = found.children;
  }
  return found;
}

/** Path of the innermost field that holds a byte; null when none does. */
export function pathOfByte(fields: readonly PacketField[], offset: number): string | null {
  let children = fields;
  let path: string | null = null;
  for (let level = 0; level <= MAX_LEVEL; level++) {
    // The narrowest match: bit fields share the bytes of their parent, layers may list a frame-wide field first.
    let best = -1;
    children.forEach((field, index) => {
      const width = field.end - field.start;
      const bestField = children[best];
      if (offset < field.start || offset >= field.end) return;
      if (bestField === undefined || width < bestField.end - bestField.start) best = index;
    });
    const match = children[best];
    if (match === undefined) return path;
    path = path === null ? String(best) : `${path}.${best}`;
    children = match.children;
  }
  return path;
}

/** First field with this id, depth first. */
export function pathOfId(fields: readonly PacketField[], id: string): string | null {
  const line = visibleFields(fields, new Set()).find((candidate) => candidate.field.id === id);
  return line?.path ?? null;
}

/** What is highlighted before the reader chooses: the field that makes the packet what it is. */
export function tellingField(fields: readonly PacketField[], row: PacketRow | null): string | null {
  const wanted =
    row === null
      ? []
      : row.style === 'icmp'
        ? ['icmp.type', 'icmpv6.type', 'icmp', 'icmpv6']
        : row.len > 0 && !row.flags.some((flag) => flag === 'SYN' || flag === 'FIN' || flag === 'RST')
          ? ['tcp.payload', 'data']
          : row.style === 'ack' || row.style === 'duplicate-ack'
            ? ['tcp.ack']
            : ['tcp.flags'];
  for (const id of [...wanted, 'tcp.flags', 'tcp', 'ip', 'ipv6']) {
    const path = pathOfId(fields, id);
    if (path !== null) return path;
  }
  return fields.length > 0 ? String(fields.length - 1) : null;
}
