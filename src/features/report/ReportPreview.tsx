// The exported page itself, not an imitation: its own nodes and its own style sheet, kept apart from this page's by a shadow root.

import { useLayoutEffect, useRef } from 'react';
import { useLanguage } from '../../app/language';
import { reportMessages } from './messages';

export function ReportPreview({ html }: { readonly html: string }) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    // The policy of this page lets no style element be parsed; the text in it may be used. Nothing foreign stands before it.
    const [whole = '', style = ''] = /<style>([^<]*)<\/style>/.exec(html) ?? [];
    const page = new DOMParser().parseFromString(html.replace(whole, ''), 'text/html');
    const sheet = new CSSStyleSheet();
    // The document's root is this element here.
    sheet.replaceSync(style.replaceAll(':root', ':host'));
    root.adoptedStyleSheets = [sheet];
    // Main part, head and foot of that page are not those of this one.
    for (const part of page.querySelectorAll('body > main, body > header, body > footer')) {
      const box = page.createElement('div');
      box.className = part.className;
      box.append(...part.childNodes);
      part.replaceWith(box);
    }
    const top = element.scrollTop;
    root.replaceChildren(document.importNode(page.body, true));
    element.scrollTop = top;
  }, [html]);
  return (
    <div
      ref={host}
      className="report-preview"
      data-testid="report-preview"
      tabIndex={0}
      role="group"
      aria-label={reportMessages(useLanguage()).preview}
    />
  );
}
