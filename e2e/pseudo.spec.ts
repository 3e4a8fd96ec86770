// Check 39, the pseudo-locale: every text passes through a catalogue, and a longer language is not cut.

import { ACCENTS, withPseudoLocale } from './pseudo-build';
import { expect, openSample, test } from './page';
import { visit, VIEWS } from './views';

test.use({ serviceWorkers: 'block' });

/** Words that are the same in every language: of protocols, products and files. */
const NO_WORDS =
  /^(?:whyreset|ZooKeeper|TCP|HTTP|TLS|SYN(?:-ACK|-SENT|-RCVD)?|ESTABLISHED|FIN(?:-WAIT-[12])?|RST|ACK|CLOSE(?:D|-WAIT)|TIME-WAIT|LAST-ACK|CLOSING|ICMP|data|base64|seq|win|mss|Ethernet|English|request|Linux|curl|nginx|Python|Java|libpq)$/;

/** The report is drafted in the worker, whose texts this build leaves as they are; its own words are of the page's catalogues as well. */
const SHOWN = VIEWS.filter((view) => !view.startsWith('report'));

test('39: the pseudo-locale leaves no plain text, and cuts none', async ({ page }) => {
  test.slow();
  await withPseudoLocale(page);
  await openSample(page, 'accept-queue', '?lang=en');
  for (const view of SHOWN) {
    await visit(page, view);
    const found = await page.evaluate((accents) => {
      const isAccented = new RegExp(accents);
      const plain: string[] = [];
      const judge = (text: string, element: Element | null) => {
        if (element === null || element.closest('code, pre, kbd, script, style, noscript, datalist, .brand, .capture-name, .mono') !== null)
          return;
        if (element instanceof HTMLElement && element.offsetParent === null && !element.closest('svg')) return;
        const words = text.match(/[A-Za-z][A-Za-z-]{3,}/g) ?? [];
        if (words.length > 0 && !isAccented.test(text)) plain.push(text);
      };
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) judge(node.textContent?.trim() ?? '', node.parentElement);
      for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
        for (const name of ['aria-label', 'title', 'placeholder']) judge(element.getAttribute(name) ?? '', element);
      const cut = [
        ...document.querySelectorAll<HTMLElement>('.badge, .button, [role="tab"], [role="columnheader"] button, .rail a, label, summary'),
      ]
        .filter(
          (element) =>
            element.offsetParent !== null &&
            element.scrollWidth > element.clientWidth + 1 &&
            getComputedStyle(element).overflowX !== 'visible',
        )
        .map((element) => element.innerText);
      return { plain, cut };
    }, ACCENTS.source);
    const plain = found.plain.filter((text) => (text.match(/\b[A-Za-z][A-Za-z\d-]{3,}/g) ?? []).some((word) => !NO_WORDS.test(word)));
    expect([...new Set(plain)], view).toEqual([]);
    expect(found.cut, view).toEqual([]);
  }
});
