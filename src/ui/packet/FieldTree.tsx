// The decoded fields of a packet as a tree; choosing one highlights its bytes. Relative numbers stand beside the raw ones.

import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Language } from '#engine/causes/words/words';
import type { PacketRow, Side } from '#engine/ladder/ladder-model';
import type { PacketField } from '#engine/model/packet-field';
import type { PacketMessages } from './packet-messages';
import { fieldName } from './field-names';
import { visibleFields, type FieldLine } from './field-tree';
import type { PacketChanges } from './packet-changes';

export type UsualTtl = Readonly<Record<Side, { readonly ttl: number | null }>>;

export interface FieldTreeProps {
  readonly fields: readonly PacketField[];
  readonly row: PacketRow | null;
  readonly usual: UsualTtl;
  readonly changes: PacketChanges | null;
  readonly selected: string | null;
  readonly pointed: string | null;
  readonly language: Language;
  readonly messages: PacketMessages;
  onSelect(path: string): void;
}

/** Link layer, the path around a tunnel and single bits seldom explain a connection; they open on demand. */
function closedAtFirst(fields: readonly PacketField[], changes: PacketChanges | null): ReadonlySet<string> {
  const network = fields.findLastIndex((field) => field.id === 'ip' || field.id === 'ipv6');
  const isClosed = ({ path, level, field }: FieldLine) =>
    field.children.length > 0 &&
    (level === 1 ? Number(path) < network : field.id !== 'tcp.options' && field.id !== 'ip' && field.id !== 'ipv6' && field.id !== 'tcp');
  // What was changed is in sight.
  const holdsChange = ({ path }: FieldLine) => [...(changes?.there.keys() ?? [])].some((changed) => changed.startsWith(`${path}.`));
  return new Set(
    visibleFields(fields, new Set())
      .filter((line) => isClosed(line) && !holdsChange(line))
      .map((line) => line.path),
  );
}

export function FieldTree({ fields, row, usual, changes, selected, pointed, language, messages, onSelect }: FieldTreeProps) {
  const tree = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState(() => closedAtFirst(fields, changes));
  const lines = visibleFields(fields, closed);
  const current = lines.find((line) => line.path === selected) ?? lines[0];
  useLayoutEffect(() => {
    const line = tree.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    // Inside the tree alone: the page does not jump while the keys walk through packets.
    if (tree.current !== null && line !== null && line !== undefined) bringInto(tree.current, line);
  }, [fields, selected]);

  const go = (line: FieldLine | undefined) => {
    if (line === undefined) return;
    onSelect(line.path);
    tree.current?.querySelector<HTMLElement>(`[data-path="${line.path}"]`)?.focus();
  };
  const fold = (line: FieldLine, isClosed: boolean) =>
    setClosed((before) => {
      const after = new Set(before);
      if (isClosed) after.add(line.path);
      else after.delete(line.path);
      return after;
    });
  const onKeyDown = (event: KeyboardEvent) => {
    if (current === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = lines.indexOf(current);
    switch (event.key) {
      case 'ArrowDown':
        go(lines[index + 1]);
        break;
      case 'ArrowUp':
        go(lines[index - 1]);
        break;
      case 'Home':
        go(lines[0]);
        break;
      case 'End':
        go(lines.at(-1));
        break;
      case 'ArrowRight':
        if (current.field.children.length === 0) return;
        if (current.isOpen) go(lines[index + 1]);
        else fold(current, false);
        break;
      case 'ArrowLeft':
        if (current.isOpen) fold(current, true);
        else go(lines.find((line) => line.path === current.path.slice(0, Math.max(0, current.path.lastIndexOf('.')))));
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="field-tree" role="tree" tabIndex={-1} aria-label={messages.panel.fields} ref={tree} onKeyDown={onKeyDown}>
      {lines.map((line) => (
        <div
          key={line.path}
          role="treeitem"
          className="field-line"
          data-path={line.path}
          data-field={line.field.id}
          data-changed={changes?.there.has(line.path) === true ? '' : undefined}
          data-pointed={line.path === pointed ? '' : undefined}
          aria-level={line.level}
          aria-posinset={line.position}
          aria-setsize={line.setSize}
          aria-expanded={line.field.children.length > 0 ? line.isOpen : undefined}
          aria-selected={line.path === selected}
          tabIndex={line === current ? 0 : -1}
          style={{ '--level': line.level }}
          onClick={() => onSelect(line.path)}
          onDoubleClick={() => (line.field.children.length > 0 ? fold(line, line.isOpen) : undefined)}
        >
          <span className="field-sign" aria-hidden="true" onClick={() => fold(line, line.isOpen)}>
            {line.field.children.length > 0 ? (line.isOpen ? '▾' : '▸') : ''}
          </span>
          <span className="field-name">{fieldName(line.field.id, language)}</span>
          <span className="field-value">{line.field.value === fieldName(line.field.id, 'en') ? '' : line.field.value}</span>
          {changes?.there.has(line.path) === true && (
            <span className="field-change">{messages.panel.elsewhere(changes.there.get(line.path) ?? '–')}</span>
          )}
          <Extra field={line.field} row={row} usual={usual} messages={messages} />
        </div>
      ))}
    </div>
  );
}

function bringInto(box: HTMLElement, line: HTMLElement): void {
  const top = line.offsetTop;
  if (top < box.scrollTop || top + line.offsetHeight > box.scrollTop + box.clientHeight)
    box.scrollTop = Math.max(0, top - box.clientHeight / 2);
}

/** What the number means in this connection: relative sequence numbers, and whether the TTL is the usual one of its sender. */
function Extra({
  field,
  row,
  usual: usuals,
  messages,
}: {
  readonly field: PacketField;
  readonly row: PacketRow | null;
  readonly usual: UsualTtl;
  readonly messages: PacketMessages;
}) {
  if (row === null || row.style === 'icmp') return null;
  if (field.id === 'tcp.seq') return <span className="field-extra">{messages.panel.relative(String(row.seq))}</span>;
  if (field.id === 'tcp.ack' && row.ack !== null) return <span className="field-extra">{messages.panel.relative(String(row.ack))}</span>;
  // Of another TTL, the packet is the one around a tunnel: another machine's.
  if ((field.id === 'ip.ttl' || field.id === 'ipv6.hlim') && field.value === String(row.ttl) && row.from !== 'middlebox') {
    const usual = usuals[row.from].ttl;
    if (usual !== null)
      return (
        <span className={usual === row.ttl ? 'field-extra' : 'field-extra field-differs'}>
          {messages.panel.usualTtl(usual, usual === row.ttl)}
        </span>
      );
  }
  return null;
}
