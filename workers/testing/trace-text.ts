// The text level of the trace language: comments, `repeat` blocks, ${...} arithmetic, words and quoted strings. Knows no packets.

export interface TraceLine {
  /** 1-based line of the source text. */
  readonly number: number;
  readonly words: readonly Word[];
}

/** `name` alone, or `key` `operator` `value`. Quotes and escapes are resolved; `value` is one character per byte. */
export interface Word {
  readonly key: string;
  readonly operator: Operator | '';
  readonly value: string;
}

export type Operator = '=' | '!=' | '>=' | '<=' | '>' | '<';

type Variables = ReadonlyMap<string, number>;

interface SourceLine {
  readonly number: number;
  readonly text: string;
}

const MAX_LINES = 1_000_000;

/** Repeats unrolled, variables put in, comments and empty lines gone. Throws with the line number. */
export function readTraceLines(text: string): TraceLine[] {
  const source = text.split(/\r?\n/).map((line, index) => ({ number: index + 1, text: line.trim() }));
  const out: TraceLine[] = [];
  unroll(source, 0, source.length, new Map(), out);
  return out;
}

export function fail(lineNumber: number, message: string): never {
  throw new Error(`trace line ${lineNumber}: ${message}`);
}

function unroll(source: readonly SourceLine[], start: number, end: number, variables: Variables, out: TraceLine[]): void {
  for (let at = start; at < end; at++) {
    const line = source[at];
    if (line.text === '' || line.text.startsWith('#')) continue;
    if (line.text === '}') fail(line.number, 'this } closes nothing');
    if (!line.text.startsWith('repeat ')) {
      const words = splitWords(substitute(line.text, variables, line.number), line.number);
      if (words.length > 0) out.push({ number: line.number, words });
      if (out.length > MAX_LINES) fail(line.number, 'too many lines');
      continue;
    }
    const close = closingBrace(source, at, end);
    const head = /^repeat\s+(\w+)=(\S+?)\.\.(\S+?)(?:\s+step\s+(\S+))?\s*\{$/.exec(substitute(line.text, variables, line.number));
    if (head === null) fail(line.number, 'expected: repeat i=1..10 {');
    const [, name = '', first = '', last = '', step = '1'] = head;
    const [from, to, by] = [Number(first), Number(last), Number(step)];
    if (!Number.isFinite(from) || !Number.isFinite(to) || !(by > 0)) fail(line.number, 'repeat needs numbers and a positive step');
    for (let value = from; value <= to; value += by) unroll(source, at + 1, close, new Map([...variables, [name, value]]), out);
    at = close;
  }
}

function closingBrace(source: readonly SourceLine[], open: number, end: number): number {
  let depth = 0;
  for (let at = open; at < end; at++) {
    const { text } = source[at];
    if (text.startsWith('repeat ')) depth++;
    if (text === '}' && --depth === 0) return at;
  }
  return fail(source[open].number, 'this repeat is never closed by a line with }');
}

function substitute(text: string, variables: Variables, lineNumber: number): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, expression: string) => numberText(evaluate(expression, variables, lineNumber)));
}

/** Plain decimals without the noise of binary fractions. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(9).replace(/0+$/, '');
}

/** + - * / % and parentheses over numbers and variables, by recursive descent. */
function evaluate(expression: string, variables: Variables, lineNumber: number): number {
  const tokens = expression.match(/\d+\.?\d*|\.\d+|[A-Za-z_]\w*|[-+*/%()]/g) ?? [];
  let at = 0;
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const product = (): number => {
    let value = atom();
    while (tokens[at] === '*' || tokens[at] === '/' || tokens[at] === '%') {
      const operator = tokens[at++];
      const right = atom();
      value = operator === '*' ? value * right : operator === '/' ? value / right : value % right;
    }
    return value;
  };
  const atom = (): number => {
    const token = tokens[at++];
    if (token === undefined) return fail(lineNumber, `incomplete expression: ${expression}`);
    if (token === '-') return -atom();
    if (token === '(') {
      const value = sum();
      if (tokens[at++] !== ')') fail(lineNumber, `missing ) in ${expression}`);
      return value;
    }
    if (/^[\d.]/.test(token)) return Number(token);
    return variables.get(token) ?? fail(lineNumber, `unknown variable ${token}`);
  };
  const value = sum();
  if (at < tokens.length) fail(lineNumber, `cannot read ${expression}`);
  return value;
}

/** Splits at blanks outside quotes; `#` outside quotes begins a comment. */
function splitWords(text: string, lineNumber: number): Word[] {
  const words: Word[] = [];
  const pattern = /\s*(?:(#.*)$|((?:[^\s"#]|"(?:[^"\\]|\\.)*")+))/y;
  while (pattern.lastIndex < text.length) {
    const before = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      if (text.slice(before).trim() === '') break;
      fail(lineNumber, `cannot read: ${text.slice(before)}`);
    }
    if (match[2] !== undefined) words.push(toWord(match[2], lineNumber));
  }
  return words;
}

function toWord(text: string, lineNumber: number): Word {
  const match = /^([\w.-]+)(!=|>=|<=|=|>|<)(.+)$/s.exec(text);
  if (match === null) return { key: text, operator: '', value: '' };
  const [, key = '', operator = '', value = ''] = match;
  return { key, operator: operator as Operator, value: unquote(value, lineNumber) };
}

/** "..." with \r \n \t \0 \\ \" and \xNN. */
function unquote(text: string, lineNumber: number): string {
  if (!text.startsWith('"')) return text;
  if (!text.endsWith('"') || text.length < 2) return fail(lineNumber, 'a quoted text must end the word');
  const simple: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0' };
  return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, escape: string) => {
    if (escape.length === 3) return String.fromCharCode(parseInt(escape.slice(1), 16));
    return simple[escape] ?? escape;
  });
}
