// How to capture, how to read a verdict, what its words mean, the filter, the keys, and where all of it ends.

import { CERTAINTY_GLYPHS, certaintyWords } from '#engine/causes/words/certainty-words';
import type { Certainty } from '#engine/model/verdict';
import { useLanguage, useMessages } from '../../app/language';
import { ShortcutLists } from '../../app/ShortcutLists';
import { CommandLine } from '../../ui/CommandLine';
import { Prose } from '../../ui/Prose';
import { helpMessages } from './messages';
import './help.css';

const BANDS: readonly (readonly [Certainty, string])[] = [
  ['certain', '≥ 0.95'],
  ['likely', '0.75–0.95'],
  ['possible', '0.40–0.75'],
  ['undetermined', '< 0.40'],
];

/** Where a heading stands is scrolled to, not linked to: the fragment of the address is the view's. */
function scrollToSection(id: string): void {
  const heading = document.getElementById(id);
  heading?.scrollIntoView();
  heading?.focus({ preventScroll: true });
}

export function HelpView() {
  const language = useLanguage();
  const text = helpMessages(language);
  const messages = useMessages();
  const titles = [
    ...text.sections.slice(0, 2).map(({ id, title }) => [id, title] as const),
    ['certainty', text.certainty],
    ['filter', text.filter],
    ['keyboard', text.keyboard],
    ...text.sections.slice(2).map(({ id, title }) => [id, title] as const),
  ] as const;
  return (
    <div className="help" data-testid="help">
      <h1>{text.title}</h1>
      <nav aria-label={text.contents}>
        <ul className="help-contents">
          {titles.map(([id, title]) => (
            <li key={id}>
              <button type="button" className="button button-small" onClick={() => scrollToSection(`help-${id}`)}>
                {title}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {text.sections.slice(0, 2).map((section) => (
        <Section key={section.id} section={section} />
      ))}
      <Heading id="certainty" title={text.certainty} />
      <p>{text.certaintyNote}</p>
      <table className="help-table">
        <thead>
          <tr>
            {text.certaintyHeads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {BANDS.map(([certainty, band]) => (
            <tr key={certainty}>
              <th scope="row">
                <span className="mono" aria-hidden="true">
                  {CERTAINTY_GLYPHS[certainty]}
                </span>{' '}
                {certaintyWords[language][certainty].word}
              </th>
              <td className="numeric">{band}</td>
              <td>{certaintyWords[language][certainty].meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Heading id="filter" title={text.filter} />
      <dl className="help-filter">
        {messages.connections.helpParts.map(([example, meaning]) => (
          <div key={example}>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <Heading id="keyboard" title={text.keyboard} />
      <ShortcutLists />
      {text.sections.slice(2).map((section) => (
        <Section key={section.id} section={section} />
      ))}
    </div>
  );
}

function Heading({ id, title }: { readonly id: string; readonly title: string }) {
  return (
    <h2 id={`help-${id}`} tabIndex={-1}>
      {title}
    </h2>
  );
}

function Section({ section }: { readonly section: ReturnType<typeof helpMessages>['sections'][number] }) {
  return (
    <section>
      <Heading id={section.id} title={section.title} />
      {section.parts.map((part) =>
        typeof part === 'string' ? (
          <p key={part}>
            <Prose text={part} />
          </p>
        ) : (
          <div key={part[0]} className="help-command">
            <CommandLine command={part[0]} />
            <p>{part[1]}</p>
          </div>
        ),
      )}
    </section>
  );
}
