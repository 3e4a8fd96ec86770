// In what a packet differs from itself at another place: fields that stand at the same place of the same header, and their bytes. What
// carries it there (link layer, tunnels) is not the packet.

import type { PacketField } from '#engine/model/packet-field';
import type { PacketDetail } from '#engine/rpc/protocol';
import { fieldAt } from './field-tree';

export interface PacketChanges {
  /** By path of a field in this packet: its value there; null where it has none there. */
  readonly there: ReadonlyMap<string, string | null>;
  /** Bytes of these fields. */
  readonly bytes: ReadonlySet<number>;
}

export interface ChangedValue {
  readonly id: string;
  readonly here: string | null;
  readonly there: string | null;
}

/** A hostile packet must not be able to make a comparison without end. */
const FIELDS_MOST = 2_000;
/** They follow from all others. */
const SUMS: ReadonlySet<string> = new Set(['ip.checksum', 'tcp.checksum']);

const HOPS: ReadonlySet<string> = new Set(['ip.ttl', 'ipv6.hlim']);

interface Leaf {
  readonly path: string;
  readonly field: PacketField;
}

export function packetChanges(here: PacketDetail, there: PacketDetail): PacketChanges {
  const others = leavesOf(there);
  const values = new Map<string, string | null>();
  const bytes = new Set<number>();
  for (const [key, { path, field }] of leavesOf(here)) {
    const other = others.get(key)?.field ?? null;
    if (other !== null && isSame(field, here, other, there)) continue;
    values.set(path, other === null ? null : other.value);
    for (let at = field.start; at < Math.min(field.end, here.bytes.length); at++)
      if (other === null || here.bytes[at] !== there.bytes[other.start + at - field.start]) bytes.add(at);
  }
  return { there: values, bytes };
}

/** What differs, in the order of the headers; checksums left out, as they follow from the rest. */
export function changedValues(here: PacketDetail, there: PacketDetail): readonly ChangedValue[] {
  const [own, others] = [leavesOf(here), leavesOf(there)];
  const changed: ChangedValue[] = [];
  for (const key of new Set([...own.keys(), ...others.keys()])) {
    const field = own.get(key)?.field;
    const other = others.get(key)?.field;
    const id = (field ?? other)?.id ?? '';
    if (SUMS.has(id) || (field !== undefined && other !== undefined && isSame(field, here, other, there))) continue;
    changed.push({ id, here: field?.value ?? null, there: other?.value ?? null });
  }
  return changed;
}

/** Sums follow from the rest, and every router counts the TTL down: what else was changed says more. */
export function tellingChange(fields: readonly PacketField[], changes: PacketChanges | null): string | null {
  if (changes === null) return null;
  const paths = [...changes.there.keys()].filter((path) => !SUMS.has(fieldAt(fields, path)?.id ?? ''));
  return paths.find((path) => !HOPS.has(fieldAt(fields, path)?.id ?? '')) ?? paths[0] ?? null;
}

function isSame(field: PacketField, here: PacketDetail, other: PacketField, there: PacketDetail): boolean {
  if (field.value !== other.value) return false;
  // Of bytes without a value of their own, the bytes.
  if (field.id !== 'tcp.payload' && field.id !== 'data') return true;
  const length = Math.min(field.end, here.bytes.length) - field.start;
  if (length !== Math.min(other.end, there.bytes.length) - other.start) return true;
  for (let at = 0; at < length; at++) if (here.bytes[field.start + at] !== there.bytes[other.start + at]) return false;
  return true;
}

/** Fields without parts from the innermost network header on, by what they are called and how often that came before. */
function leavesOf({ fields }: PacketDetail): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const seen = new Map<string, number>();
  const network = fields.findLastIndex(({ id }) => id === 'ip' || id === 'ipv6');
  const walk = (list: readonly PacketField[], prefix: string): void => {
    list.forEach((field, index) => {
      if (leaves.size >= FIELDS_MOST || (prefix === '' && index < network)) return;
      const path = prefix === '' ? String(index) : `${prefix}.${index}`;
      if (field.children.length > 0 && field.id !== 'tcp.flags' && field.id !== 'ip.flags') return walk(field.children, path);
      const times = seen.get(field.id) ?? 0;
      seen.set(field.id, times + 1);
      leaves.set(`${field.id} ${times}`, { path, field });
    });
  };
  walk(fields, '');
  return leaves;
}
