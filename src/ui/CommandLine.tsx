// A command to run, with a button that copies it.

import { useMessages } from '../app/language';
import { copyText } from './clipboard';
import { Icon } from './Icon';
import './command-line.css';

export function CommandLine({ command }: { readonly command: string }) {
  const messages = useMessages();
  return (
    <div className="command">
      <code className="command-text">{command}</code>
      <button type="button" className="button button-small" onClick={() => void copyText(command)}>
        <Icon name="copy" size={14} />
        {messages.app.copy}
      </button>
    </div>
  );
}
