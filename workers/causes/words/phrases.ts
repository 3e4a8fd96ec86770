// How sentences about causes are put together: the form for a certainty, plurals, spacing of 中文, who did it, facts that are there or not.
// No sentence lives here; those stand beside their cause.

import { formatBytes, formatCount, formatDuration, formatTimer, type Language } from '../../base/format';
import type { Certainty, Values } from '../../model/verdict';
import type { HeadlineContext } from './words';

/** The three forms of a headline (ux 5.1). `observed` holds no inference and serves both "possible" and "undetermined". */
export interface HeadlineForms {
  readonly certain: string;
  readonly likely: string;
  readonly observed: string;
}

export function headlineForm(certainty: Certainty, forms: HeadlineForms): string {
  if (certainty === 'certain') return forms.certain;
  return certainty === 'likely' ? forms.likely : forms.observed;
}

type Part = string | number;

/** English sentence: numbers grouped, double spaces of absent clauses closed, first word capitalised when it is a plain word. */
export function en(strings: TemplateStringsArray, ...parts: readonly Part[]): string {
  const text = weave(strings, parts).replace(/ {2,}/g, ' ').trim();
  // "several servers" begins with a capital at the head of a sentence; addresses and names such as "server-1:80" do not.
  return text.replace(/^[a-z]+(?= )/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

const HAN = '\\u3400-\\u9fff\\uf900-\\ufaff';
const FULL_WIDTH = '，。：；！？、（）「」『』……';
const LATIN_AFTER_HAN = new RegExp(`([${HAN}])([A-Za-z0-9\`"'\\[$−])`, 'g');
const HAN_AFTER_LATIN = new RegExp(`([A-Za-z0-9\`"'\\]%°µ+])([${HAN}])`, 'g');
const SPACE_IN_HAN = new RegExp(`([${HAN}]) +(?=[${HAN}])`, 'g');
const SPACE_AT_PUNCTUATION = new RegExp(` *([${FULL_WIDTH}]) *`, 'g');

/** 中文 sentence: one space between Han and Latin or digits, none between Han characters or beside full-width punctuation. */
export function zh(strings: TemplateStringsArray, ...parts: readonly Part[]): string {
  return spaceHan(weave(strings, parts));
}

export function spaceHan(text: string): string {
  return text
    .replace(LATIN_AFTER_HAN, '$1 $2')
    .replace(HAN_AFTER_LATIN, '$1 $2')
    .replace(SPACE_IN_HAN, '$1')
    .replace(SPACE_AT_PUNCTUATION, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function weave(strings: TemplateStringsArray, parts: readonly Part[]): string {
  let text = strings[0] ?? '';
  parts.forEach((part, index) => {
    text += (typeof part === 'number' ? formatCount(part) : part) + (strings[index + 1] ?? '');
  });
  return text;
}

/** "1 connection", "7 connections", "65,387 connections". */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function connections(count: number): string {
  return plural(count, 'connection', 'connections');
}

export function attempts(count: number): string {
  return plural(count, 'connection attempt', 'connection attempts');
}

/** "once", "twice", "7 times". */
export function times(count: number): string {
  if (count === 1) return 'once';
  return count === 2 ? 'twice' : `${formatCount(count)} times`;
}

export function numberFact(facts: Values, name: string): number | undefined {
  const value = facts[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textFact(facts: Values, name: string): string | undefined {
  const value = facts[name];
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return value === undefined || value === '' ? undefined : value;
}

/** A clause that stands only when its fact is there. */
export function clause<T>(value: T | undefined, write: (value: T) => string): string {
  return value === undefined ? '' : write(value);
}

/** Measured on each connection: exact for one, an example for several ("e.g. 648 µs"). */
export function durationFact(context: HeadlineContext, name: string, language: Language): string | undefined {
  const value = numberFact(context.facts, name);
  return value === undefined ? undefined : example(context.n, formatDuration(value, language), language);
}

export function bytesFact(context: HeadlineContext, name: string, language: Language): string | undefined {
  const value = numberFact(context.facts, name);
  return value === undefined ? undefined : example(context.n, formatBytes(value, language), language);
}

/** Traits of packets (ttl, window, mss) that differ from those of the others, one phrase each. */
export function traitsApart(
  { facts }: HeadlineContext,
  names: readonly [ttl: string, window: string, mss: string],
  phrase: (name: string, own: string, other: string) => string,
): readonly string[] {
  return (['Ttl', 'Window', 'Mss'] as const).flatMap((trait, index) => {
    const own = numberFact(facts, trait.toLowerCase());
    const other = numberFact(facts, `other${trait}`);
    return own === undefined || other === undefined ? [] : [phrase(names[index] ?? '', formatCount(own), formatCount(other))];
  });
}

/** A configured timer that was inferred from all of them: no example. */
export function timerFact(facts: Values, name: string, language: Language): string | undefined {
  const value = numberFact(facts, name);
  return value === undefined ? undefined : formatTimer(value, language);
}

function example(n: number, text: string, language: Language): string {
  if (n === 1) return text;
  return language === 'zh' ? `例如 ${text}` : `e.g. ${text}`;
}

/** The idle time before the end: a timer inferred from several, one measured time, or one of several as an example. */
export function idleTime(context: HeadlineContext, language: Language): { readonly text: string; readonly isExample: boolean } | undefined {
  const timer = timerFact(context.facts, 'timeoutSeconds', language);
  if (timer !== undefined) return { text: timer, isExample: false };
  const measured = numberFact(context.facts, 'idleSeconds');
  return measured === undefined ? undefined : { text: formatDuration(measured, language), isExample: context.n > 1 };
}

/** " after 20 s idle" / 「在空闲 20 秒后」; nothing where no idle time is known. */
export function afterIdle(context: HeadlineContext, language: Language): string {
  const idle = idleTime(context, language);
  if (idle === undefined) return '';
  if (language === 'zh') return idle.isExample ? `在空闲一段时间（例如 ${idle.text}）后` : `在空闲 ${idle.text} 后`;
  return idle.isExample ? ` after idling (e.g. ${idle.text})` : ` after ${idle.text} idle`;
}

/** The side that ended the connection, by name; the words for "one side" when neither did or it is not known. */
export function ender(context: HeadlineContext, language: Language): string {
  if (context.endedBy === 'client') return context.client;
  if (context.endedBy === 'server') return context.server;
  return language === 'zh' ? '其中一端' : 'one side';
}

/** The side opposite to the one that ended the connection. */
export function otherEnd(context: HeadlineContext, language: Language): string {
  if (context.endedBy === 'client') return context.server;
  if (context.endedBy === 'server') return context.client;
  return language === 'zh' ? '另一端' : 'the other side';
}

/** The role of the side that ended it, for texts about where to look. */
export function enderRole(context: HeadlineContext): 'client' | 'server' | undefined {
  return context.endedBy === 'client' || context.endedBy === 'server' ? context.endedBy : undefined;
}

export function otherRole(role: 'client' | 'server' | undefined): 'client' | 'server' | undefined {
  if (role === undefined) return undefined;
  return role === 'client' ? 'server' : 'client';
}

const QUOTED_MAX_CHARS = 120;

/** Words of a server out of its packets: one line, bounded. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > QUOTED_MAX_CHARS ? `${line.slice(0, QUOTED_MAX_CHARS - 1)}…` : line;
}
