// What people changed of a report, as data that anybody may have written: bounded for writing, checked for reading.

import {
  FIELD_CHARACTERS,
  mapTexts,
  MOST_ENTRIES,
  type ActionItem,
  type PostmortemEdits,
  type TimelineEntry,
} from '../report/postmortem/edits';

type Untrusted = Readonly<Record<string, unknown>>;

export function boundedEdits(edits: PostmortemEdits): PostmortemEdits {
  const { timeline, actions, ...texts } = mapTexts(edits, (text) => text.slice(0, FIELD_CHARACTERS));
  return {
    ...texts,
    ...(timeline === undefined ? {} : { timeline: timeline.slice(0, MOST_ENTRIES) }),
    ...(actions === undefined ? {} : { actions: actions.slice(0, MOST_ENTRIES) }),
  };
}

/** Null for what this version does not write. Fields that it does not know are left out: later ones may have more. */
export function readEdits(value: unknown): PostmortemEdits | null {
  if (!isObject(value)) return null;
  const { title, author, summary, impact, timeline, actions } = value;
  const texts = { title, author, summary, impact };
  if (!Object.values(texts).every((text) => text === undefined || isText(text))) return null;
  if (timeline !== undefined && !isList(timeline, isTimelineEntry)) return null;
  if (actions !== undefined && !isList(actions, isActionItem)) return null;
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    ...(timeline === undefined ? {} : { timeline: timeline.map(({ at, text }) => ({ at, text })) }),
    ...(actions === undefined ? {} : { actions: actions.map(({ text, owner, due }) => ({ text, owner, due })) }),
  };
}

function isObject(value: unknown): value is Untrusted {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= FIELD_CHARACTERS;
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.length <= MOST_ENTRIES && value.every(isItem);
}

function isTimelineEntry(value: unknown): value is TimelineEntry {
  return isObject(value) && isText(value['text']) && (isText(value['at']) || Number.isFinite(value['at']));
}

function isActionItem(value: unknown): value is ActionItem {
  return isObject(value) && isText(value['text']) && isText(value['owner']) && isText(value['due']);
}
