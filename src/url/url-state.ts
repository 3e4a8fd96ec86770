// View state <-> URL fragment (version 1); evidence links are recognised, not opened. Pure text in, data out; hostile input yields a failure, never an exception.

export type View =
  | { readonly kind: 'landing' }
  | { readonly kind: 'help' }
  | { readonly kind: 'findings' }
  | { readonly kind: 'finding'; readonly index: number }
  | { readonly kind: 'connections'; readonly query: string }
  | { readonly kind: 'charts'; readonly query: string }
  | { readonly kind: 'connection'; readonly id: number; readonly packet: number | null }
  /** Of one finding, of one connection, or of all. */
  | { readonly kind: 'report'; readonly finding: number | null; readonly connection: number | null }
  /** An evidence link, whole or not: whoever shows it says which. Without "#". */
  | { readonly kind: 'shared'; readonly fragment: string };

export type LinkFailure =
  /** Written by a newer version: its number, or the unknown prefix itself. */
  { readonly code: 'link-too-new'; readonly version: string } | { readonly code: 'link-unreadable' };

export type ParsedHash = { readonly ok: true; readonly view: View } | { readonly ok: false; readonly failure: LinkFailure };

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
  switch (name) {
    case 'findings':
    case 'help':
      return id === undefined ? { ok: true, view: { kind: name } } : unreadable;
    case 'finding': {
      const index = parseId(id);
      return index === null ? unreadable : { ok: true, view: { kind: 'finding', index } };
    }
    case 'connections':
    case 'charts': {
      if (id !== undefined) return unreadable;
      const query = (parameter(search, 'q') ?? '').slice(0, MAX_QUERY_CHARS);
      return { ok: true, view: { kind: name, query } };
    }
    case 'report': {
      if (id !== undefined) return unreadable;
      const connection = parseId(parameter(search, 'conn') ?? undefined);
      const finding = connection === null ? parseId(parameter(search, 'finding') ?? undefined) : null;
      return { ok: true, view: { kind: 'report', finding, connection } };
    }
    case 'conn': {
      const connection = parseId(id);
      if (connection === null) return unreadable;
      const packet = parseId(parameter(search, 'pkt') ?? undefined);
      return { ok: true, view: { kind: 'connection', id: connection, packet: packet === 0 ? null : packet } };
    }
    default:
      return unreadable;
  }
}

/** The fragment of a view, with "#"; empty for the landing view. Defaults are left out. */
export function formatHash(view: View): string {
  switch (view.kind) {
    case 'landing':
      return '';
    case 'findings':
    case 'help':
      return `#v1/${view.kind}`;
    case 'finding':
      return `#v1/finding/${view.index}`;
    case 'connections':
    case 'charts':
      return view.query === '' ? `#v1/${view.kind}` : `#v1/${view.kind}?q=${encodeQuery(view.query)}`;
    case 'report':
      if (view.connection !== null) return `#v1/report?conn=${view.connection}`;
      return view.finding === null ? '#v1/report' : `#v1/report?finding=${view.finding}`;
    case 'shared':
      return `#${view.fragment}`;
    case 'connection':
      return `#v1/conn/${view.id}${view.packet === null ? '' : `?pkt=${view.packet}`}`;
  }
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
