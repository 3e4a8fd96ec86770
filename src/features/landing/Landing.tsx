// The first page: what to do, that nothing leaves the machine, incidents to look at, how to capture.

import { useMessages } from '../../app/language';
import { openAgain } from '../../app/open-capture';
import { useAppStore } from '../../store/store';
import { CommandLine } from '../../ui/CommandLine';
import { Icon } from '../../ui/Icon';
import { formatHash } from '../../url/url-state';
import { FilePicker } from '../open/FilePicker';
import { FailureNotice } from './FailureNotice';
import { PasteText } from './PasteText';
import { Samples } from './Samples';
import './landing.css';

/** Protocol words and a port that is easy to recognise as an example; the same in every language. */
const CAPTURE_COMMAND = "tcpdump -i any -s 512 -w out.pcap 'tcp port 2181 or icmp or icmp6'";

export function Landing() {
  const messages = useMessages();
  const session = useAppStore((state) => state.session);
  const lastFile = useAppStore((state) => state.lastFile);
  const awaited = useAppStore((state) => state.view.kind);
  const text = messages.landing;
  return (
    <div className="landing" data-testid="landing">
      <header className="landing-head">
        <h1>{text.title}</h1>
        <p>{text.lead}</p>
      </header>
      {session.phase === 'failed' && <FailureNotice failure={session.failure} name={session.file.name} />}
      {session.phase !== 'failed' && awaited !== 'landing' && (
        <p className="landing-awaited">{awaited === 'file' ? text.needsAnalysis : text.needsFile}</p>
      )}
      <section className="drop-zone" aria-label={text.drop}>
        <Icon name="drop" size={32} />
        <p className="drop-zone-title">{text.drop}</p>
        <FilePicker label={text.choose} isPrimary />
        <p className="drop-zone-formats">{text.dropFormats}</p>
        <PasteText />
        {session.phase === 'ready' ? (
          <a href="#v1/findings">{text.backTo(session.file.name)}</a>
        ) : (
          lastFile !== null &&
          session.phase === 'empty' && (
            <button type="button" className="button" onClick={openAgain}>
              {text.openAgain(lastFile.name)}
            </button>
          )
        )}
      </section>
      <p className="landing-privacy">
        <Icon name="lock" />
        <span>
          <strong>{text.privacy}</strong> {text.privacyWhy}
        </span>
      </p>
      <Samples />
      <section className="landing-section" aria-labelledby="capture-title">
        <h2 id="capture-title">{text.capture}</h2>
        <CommandLine command={CAPTURE_COMMAND} />
        <p className="landing-note">
          {text.captureNote} <a href={formatHash({ kind: 'help' })}>{messages.help.link}</a>
        </p>
        <details className="landing-words">
          <summary>{text.captureWords}</summary>
          <dl>
            {text.captureParts.map(([word, meaning]) => (
              <div key={word}>
                <dt>
                  <code>{word}</code>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </details>
      </section>
    </div>
  );
}
