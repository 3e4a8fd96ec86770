// What is open and how good it is, and the switches: language, theme, help.

import { formatBytes, formatDuration } from '#engine/base/format';
import type { CaptureSummary } from '#engine/rpc/protocol';
import { FilePicker } from '../features/open/FilePicker';
import { useAppStore } from '../store/store';
import { Icon, Mark } from '../ui/Icon';
import { useLanguage, useMessages } from './language';
import { toggleLanguage } from './load-language';
import { shownTheme, toggledTheme } from './preferences';
import { QualityChip } from './QualityChip';
import { VantageChip } from './VantageChip';

export function TopBar() {
  const messages = useMessages();
  const language = useLanguage();
  const session = useAppStore((state) => state.session);
  const isLanding = useAppStore((state) => state.view.kind === 'landing');
  const theme = useAppStore((state) => state.theme);
  const chooseTheme = useAppStore((state) => state.themeChosen);
  const openDialog = useAppStore((state) => state.dialogChanged);
  const capture = session.phase === 'ready' && !isLanding ? session.summary.capture : null;
  const themeName = shownTheme(theme) === 'dark' ? messages.app.themeToLight : messages.app.themeToDark;
  return (
    <header className="top-bar">
      <a className="brand" href="./#" aria-label={messages.app.home}>
        <Mark />
        <span>{messages.app.name}</span>
      </a>
      {capture !== null && <CaptureFacts capture={capture} />}
      {/* Apart from the switches, which stay where they are when a capture is opened. */}
      {capture !== null && (
        <div className="top-bar-tools">
          <button
            type="button"
            className="button-icon"
            aria-label={messages.findings.share}
            title={messages.findings.share}
            aria-haspopup="dialog"
            onClick={() => openDialog('share')}
          >
            <Icon name="share" />
          </button>
          <FilePicker label={messages.app.openAnother} icon="open" />
        </div>
      )}
      <div className="top-bar-tools">
        <button
          type="button"
          className="button-icon"
          data-testid="lang-switch"
          aria-label={messages.app.languageSwitchName}
          lang={language === 'en' ? 'zh' : 'en'}
          onClick={() => void toggleLanguage()}
        >
          {messages.app.languageSwitch}
        </button>
        <button
          type="button"
          className="button-icon"
          data-testid="theme-switch"
          aria-label={themeName}
          title={themeName}
          onClick={() => chooseTheme(toggledTheme(theme))}
        >
          <Icon name="theme" />
        </button>
        <button
          type="button"
          className="button-icon"
          aria-label={messages.app.shortcuts}
          title={messages.app.shortcuts}
          aria-haspopup="dialog"
          onClick={() => openDialog('shortcuts')}
        >
          ?
        </button>
      </div>
    </header>
  );
}

function CaptureFacts({ capture }: { readonly capture: CaptureSummary }) {
  const text = useMessages().capture;
  const language = useLanguage();
  return (
    <div className="capture-facts numeric">
      <span className="capture-name" title={capture.name}>
        {capture.name}
      </span>
      <span className="capture-figures">
        {[formatBytes(capture.bytes, language), text.packets(capture.frames), formatDuration(capture.durationSeconds, language)].map(
          (figure) => (
            <span key={figure}>{figure}</span>
          ),
        )}
      </span>
      <VantageChip vantage={capture.vantage} />
      <QualityChip capture={capture} />
    </div>
  );
}
