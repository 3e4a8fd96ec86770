// The shape of a filter: terms joined by "and" (also a space or &&), "or" (||), "not" (a leading - or !) and parentheses. Knows nothing of
// what terms mean. Words of Wireshark's expressions ("tcp.port == 80") are drawn together into one term.

export type FilterReason =
  | 'unknown-key'
  | 'bad-number'
  | 'bad-address'
  | 'bad-operator'
  | 'bad-time'
  | 'missing-value'
  | 'unclosed'
  | 'too-long';

/** Position is where in the text the mistake stands, from 0. */
export class FilterError extends Error {
  readonly position: number;
  readonly reason: FilterReason;
  constructor(position: number, reason: FilterReason) {
    super(reason);
    this.position = position;
    this.reason = reason;
  }
}

export interface FilterTerm {
  readonly text: string;
  readonly position: number;
}

export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly part: FilterNode }
  | { readonly kind: 'term'; readonly term: FilterTerm };

const MAX_TERMS = 64;
const MAX_DEPTH = 32;

interface Token extends FilterTerm {
  readonly kind: 'term' | 'and' | 'or' | 'not' | '(' | ')';
}

/** Brackets and quotes hold a term together; "has(" belongs to it. */
const TERM = /(?:[a-z_]+\([^()]*\)|"[^"]*"|[^\s()"&|]|&(?!&)|\|(?!\|))+/iy;
const FIELD_COMPARISON = /([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\s*(==|!=|>=|<=|>|<|\beq\b|\bne\b)\s*("[^"]*"|[^\s()&|]+)/iy;
const NAMED_OPERATORS: Readonly<Record<string, string>> = { eq: '==', ne: '!=' };

/** Throws FilterError. */
export function parseSyntax(text: string): FilterNode {
  const parser = new Parser(tokens(text), text.length);
  return parser.whole();
}

function tokens(text: string): Token[] {
  const list: Token[] = [];
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    const token = tokenAt(text, at, list.at(-1));
    list.push(token);
    at = token.position + token.text.length;
    if (list.filter(({ kind }) => kind === 'term').length > MAX_TERMS) throw new FilterError(token.position, 'too-long');
  }
  return list.map(normal);
}

function tokenAt(text: string, at: number, before: Token | undefined): Token {
  const two = text.slice(at, at + 2);
  if (two === '&&') return { kind: 'and', text: two, position: at };
  if (two === '||') return { kind: 'or', text: two, position: at };
  const char = text.charAt(at);
  if (char === '(' || char === ')') return { kind: char, text: char, position: at };
  if (char === '!' || (char === '-' && isOperand(text.charAt(at + 1)))) return { kind: 'not', text: char, position: at };
  FIELD_COMPARISON.lastIndex = at;
  const comparison = FIELD_COMPARISON.exec(text);
  if (comparison !== null) return { kind: 'term', text: comparison[0], position: at };
  TERM.lastIndex = at;
  const term = TERM.exec(text)?.[0];
  if (term === undefined) throw new FilterError(at, 'unclosed');
  const word = term.toLowerCase();
  if ((word === 'and' || word === 'or') && before !== undefined) return { kind: word, text: term, position: at };
  if (word === 'not') return { kind: 'not', text: term, position: at };
  return { kind: 'term', text: term, position: at };
}

function isOperand(char: string): boolean {
  return char !== '' && !/[\s&|)]/.test(char);
}

/** Spaces around Wireshark's comparisons, and their names, mean nothing. */
function normal(token: Token): Token {
  FIELD_COMPARISON.lastIndex = 0;
  const parts = token.kind === 'term' ? FIELD_COMPARISON.exec(token.text) : null;
  if (parts === null) return token;
  const operator = (parts[2] ?? '').toLowerCase();
  return { ...token, text: `${parts[1] ?? ''}${NAMED_OPERATORS[operator] ?? operator}${parts[3] ?? ''}` };
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #at = 0;

  constructor(list: readonly Token[], end: number) {
    this.#tokens = list;
    this.#end = end;
  }

  whole(): FilterNode {
    if (this.#tokens.length === 0) return { kind: 'and', parts: [] };
    const node = this.#or(0);
    const left = this.#tokens[this.#at];
    if (left !== undefined) throw new FilterError(left.position, 'unclosed');
    return node;
  }

  #or(depth: number): FilterNode {
    const parts = [this.#and(depth)];
    while (this.#tokens[this.#at]?.kind === 'or') {
      this.#at++;
      parts.push(this.#and(depth));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts };
  }

  #and(depth: number): FilterNode {
    const parts = [this.#not(depth)];
    for (;;) {
      const next = this.#tokens[this.#at]?.kind;
      if (next === undefined || next === 'or' || next === ')') break;
      if (next === 'and') this.#at++;
      parts.push(this.#not(depth));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts };
  }

  #not(depth: number): FilterNode {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new FilterError(this.#end, 'missing-value');
    if (depth > MAX_DEPTH) throw new FilterError(token.position, 'too-long');
    this.#at++;
    switch (token.kind) {
      case 'not':
        return { kind: 'not', part: this.#not(depth + 1) };
      case 'term':
        return { kind: 'term', term: token };
      case '(': {
        const node = this.#or(depth + 1);
        if (this.#tokens[this.#at]?.kind !== ')') throw new FilterError(token.position, 'unclosed');
        this.#at++;
        return node;
      }
      default:
        throw new FilterError(token.position, token.kind === ')' ? 'unclosed' : 'missing-value');
    }
  }
}
