// Foreign text in Markdown: nothing of it may become a heading, a link, an image, HTML, a mention or a formula. Escapes only what
// would do something where it stands, so that plain sentences stay readable where backslashes are shown.

/** One line; code between backticks stays code. */
export function inline(text: string): string {
  return plainLine(text)
    .split('`')
    .map((part, index, parts) => (index % 2 === 1 && index < parts.length - 1 ? code(part) : escaped(part)))
    .join('');
}

/** Letter by letter, on one line. */
export function code(text: string): string {
  const line = plainLine(text).replaceAll('`', "'");
  return line === '' ? '' : `\`${line}\``;
}

/** A fence longer than any run of backticks inside, so that nothing inside ends it. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${unsteered(text).replace(/\n+$/, '')}\n${fence}\n`;
}

function plainLine(text: string): string {
  return unsteered(text.replaceAll(/[\t\n\r\u2028\u2029]+/g, ' ')).trim();
}

/** Control characters and those that turn the direction of the text around them. */
function unsteered(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

const WORD_JOINER = '\u2060';

function escaped(text: string): string {
  return (
    text
      .replaceAll(/[\\`*[\]<>|~$]/g, '\\$&')
      // Inside a word it is only a letter.
      .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replaceAll(/&(?=#?\w+;)/g, '\\&')
      .replaceAll(/!(?=\\\[)/g, '\\!')
      // Addresses are made links, names are told: a backslash does not keep either from it.
      .replaceAll(/:(?=\/\/)/g, `:${WORD_JOINER}`)
      .replaceAll(/\b(www)\./gi, `$1${WORD_JOINER}.`)
      .replaceAll(/@(?=[\p{L}\p{N}_])/gu, `@${WORD_JOINER}`)
      .replaceAll(/#(?=\d)/g, `#${WORD_JOINER}`)
      .replace(/^(?=(?:#{1,6}|[-+=]+|\d+[.)])(?:\s|$))/, '\\')
  );
}
