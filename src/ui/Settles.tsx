// The one observation that would settle whether it was another cause: a sentence, and the command for it.

import type { Settles as SettlesText } from '#engine/causes/words/words';
import { CommandLine } from './CommandLine';
import { Prose } from './Prose';
import './command-line.css';

export function Settles({ settles }: { readonly settles: SettlesText | undefined }) {
  if (settles === undefined) return null;
  return (
    <div className="settles">
      <Prose text={settles.text} />
      {settles.command !== undefined && <CommandLine command={settles.command} />}
    </div>
  );
}
