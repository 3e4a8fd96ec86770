// Text with `code` spans in backticks, as messages and engine words write them. No other markup.

import { Fragment } from 'react';

export function Prose({ text }: { readonly text: string }) {
  const parts = text.split('`');
  // An odd number of backticks is a literal one: leave the text as it is.
  if (parts.length % 2 === 0) return text;
  return parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>));
}
