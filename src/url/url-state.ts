// View state <-> URL fragment (version 1); evidence links are recognised, not opened. Pure text in, data out; hostile input yields a failure, never an exception.

export type View =
  | { readonly kind: 'landing' }
  | { readonly kind: 'help' }
  | { readonly kind: 'findings' }
  | { readonly kind: 'finding'; readonly index: number }
  | { readonly kind: 'connections'; readonly query: string }
  | { readonly kind: 'charts'; readonly query: string }
  | { readonly kind: 'connection'; readonly id: number; readonly packet: number | null; readonly time?: LinkTime }
  /** The comparison with another capture, or one of its connections. */
  | { readonly kind: 'compare'; readonly index: number | null }
  /** An analysis file that was opened. Its address says no more: after a reload the file is asked for again. */
  | { readonly kind: 'file' }
  /** Of one finding, of one connection, or of all; `compared`: of the comparison (null), or of one of its connections. */
  | { readonly kind: 'report'; readonly finding: number | null; readonly connection: number | null; readonly compared?: number | null }
  /** An evidence link, whole or not: whoever shows it says which. Without "#". */
  | { readonly kind: 'shared'; readonly fragment: string };

/** How the ladder counts time, where it is not from the connection's beginning. A marked packet is nobody else's. */
export const LINK_TIMES = ['capture', 'delta', 'wall'] as const;
export type LinkTime = (typeof LINK_TIMES)[number];

export type LinkFailure =
  /** Written by a newer version: its number, or the unknown prefix itself. */
  { readonly code: 'link-too-new'; readonly version: string } | { readonly code: 'link-unreadable' };

export type ParsedHash =
  /** `fingerprint`: of the capture that the view is of, where the link says so. */
  { readonly ok: true; readonly view: View; readonly fingerprint?: string } | { readonly ok: false; readonly failure: LinkFailure };

const VERSION = 1;
/** Longer fragments are not ours: the longest view is a filter, and a filter is typed by a person. */
const MAX_HASH_CHARS = 4_096;
export const MAX_QUERY_CHARS = 1_000;
const MAX_ID = 0xffff_ffff;

/** A whole number in [0, 2^32), or null. */
function parseId(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value <= MAX_ID ? value : null;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch (error) {
    // decodeURIComponent throws URIError on a lone "%": the text is not ours.
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** First value of each known parameter; unknown ones are skipped so that later versions may add some. */
function parameter(search: string, name: string): string | null {
  for (const part of search.split('&')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals) === name) return decode(part.slice(equals + 1));
  }
  return null;
}

/** workers/model/fingerprint.ts */
const FINGERPRINT = /^(?:0|[1-9]\d{0,14})-[\da-f]{12}$/;

const unreadable: ParsedHash = { ok: false, failure: { code: 'link-unreadable' } };

/** Reads `location.hash` (with or without "#"). Empty means the landing view. */
export function parseHash(hash: string): ParsedHash {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  if (text === '') return { ok: true, view: { kind: 'landing' } };
  // Whole or cut, of this version or a later one: the first characters tell, what follows is judged when it is opened.
  if (/^s(?:$|\d{1,4}(?:\.|$))/.test(text)) return { ok: true, view: { kind: 'shared', fragment: text } };
  if (text.length > MAX_HASH_CHARS) return unreadable;
  const version = /^([a-z])(\d{1,4})(?=$|[/.])/.exec(text);
  if (version === null) return unreadable;
  if (version[1] !== 'v' || Number(version[2]) !== VERSION) {
    return { ok: false, failure: { code: 'link-too-new', version: version[0] } };
  }
  const rest = text.slice(version[0].length + 1);
  const question = rest.indexOf('?');
  const path = question < 0 ? rest : rest.slice(0, question);
  const search = question < 0 ? '' : rest.slice(question + 1);
  const [name, id, ...more] = path.split('/');
  if (more.length > 0) return unreadable;
  const view = viewOf(name, id, search);
  if (view === null) return unreadable;
  const fingerprint = parameter(search, 'f');
  return fingerprint !== null && FINGERPRINT.test(fingerprint) ? { ok: true, view, fingerprint } : { ok: true, view };
}

function viewOf(name: string | undefined, id: string | undefined, search: string): View | null {
  switch (name) {
    case 'findings':
    case 'help':
    case 'file':
      return id === undefined ? { kind: name } : null;
    case 'finding': {
      const index = parseId(id);
      return index === null ? null : { kind: 'finding', index };
    }
    case 'connections':
    case 'charts': {
      if (id !== undefined) return null;
      const query = (parameter(search, 'q') ?? '').slice(0, MAX_QUERY_CHARS);
      return { kind: name, query };
    }
    case 'report': {
      if (id !== undefined) return null;
      const compared = parameter(search, 'compared');
      if (compared !== null) return { kind: 'report', finding: null, connection: null, compared: parseId(compared) };
      const connection = parseId(parameter(search, 'conn') ?? undefined);
      const finding = connection === null ? parseId(parameter(search, 'finding') ?? undefined) : null;
      return { kind: 'report', finding, connection };
    }
    case 'compare': {
      const index = id === undefined ? null : parseId(id);
      return id !== undefined && index === null ? null : { kind: 'compare', index };
    }
    case 'conn': {
      const connection = parseId(id);
      if (connection === null) return null;
      const packet = parseId(parameter(search, 'pkt') ?? undefined);
      const wanted = parameter(search, 'time');
      const time = LINK_TIMES.find((known) => known === wanted);
      return { kind: 'connection', id: connection, packet: packet === 0 ? null : packet, ...(time === undefined ? {} : { time }) };
    }
    default:
      return null;
  }
}

/** The fragment of a view, with "#"; empty for the landing view. Defaults are left out. */
export function formatHash(view: View): string {
  switch (view.kind) {
    case 'landing':
      return '';
    case 'findings':
    case 'help':
    case 'file':
      return `#v1/${view.kind}`;
    case 'finding':
      return `#v1/finding/${view.index}`;
    case 'connections':
    case 'charts':
      return view.query === '' ? `#v1/${view.kind}` : `#v1/${view.kind}?q=${encodeQuery(view.query)}`;
    case 'report':
      if (view.compared !== undefined) return `#v1/report?compared=${view.compared ?? 'all'}`;
      if (view.connection !== null) return `#v1/report?conn=${view.connection}`;
      return view.finding === null ? '#v1/report' : `#v1/report?finding=${view.finding}`;
    case 'compare':
      return view.index === null ? '#v1/compare' : `#v1/compare/${view.index}`;
    case 'shared':
      return `#${view.fragment}`;
    case 'connection': {
      const named = [...(view.packet === null ? [] : [`pkt=${view.packet}`]), ...(view.time === undefined ? [] : [`time=${view.time}`])];
      return `#v1/conn/${view.id}${named.length === 0 ? '' : `?${named.join('&')}`}`;
    }
  }
}

/** For somebody who has the same capture: the page can tell whether it is. */
export function formatViewLink(view: View, fingerprint: string | null): string {
  const hash = formatHash(view);
  if (fingerprint === null || !hash.startsWith('#v')) return hash;
  return `${hash}${hash.includes('?') ? '&' : '?'}f=${fingerprint}`;
}

/** Readable where a fragment allows it: colons, commas, slashes and comparison signs stay as typed. */
function encodeQuery(query: string): string {
  // A lone surrogate makes encodeURIComponent throw; it cannot have been meant.
  return encodeURIComponent(query.replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, ''))
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%2F', '/')
    .replaceAll('%3D', '=');
}
