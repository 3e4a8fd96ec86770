// The text ladder in seven-bit characters, for terminals and trackers that show nothing else. Columns stay where they are.

const PAIRS: Readonly<Record<string, string>> = {
  '─': '-',
  '┄': '.',
  '┈': '.',
  '━': '=',
  '═': '=',
  '╌': '~',
  '×': 'x',
  '▶': '>',
  '◀': '<',
  '▷': '>',
  '◁': '<',
  '║': '|',
  '┊': ':',
  '·': '.',
  '▒': '#',
  '▸': '+',
  '▼': 'v',
  '◆': '*',
  '↻': '~',
  '✗': 'x',
  '⤫': 'X',
  '…': '~',
  '–': '-',
  '−': '-',
  '→': '>',
  '←': '<',
  Δ: 'd',
  µ: 'u',
  '≥': '>',
};
const CIRCLES = '①②③④⑤⑥⑦⑧⑨⑩';

/** Character for character, so that lanes keep their width; "≠ 64" becomes "!=64". Han characters stay: they have no other form. */
export function asciiLadder(text: string): string {
  return text.replaceAll('≠ ', '!=').replaceAll(/\P{ASCII}/gu, (character) => {
    const circle = CIRCLES.indexOf(character);
    if (circle >= 0) return String((circle + 1) % 10);
    return PAIRS[character] ?? character;
  });
}
