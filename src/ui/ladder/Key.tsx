// The key that does the same as the button it stands in.

import './ladder-tools.css';

export function Key({ name }: { readonly name: string }) {
  return (
    <kbd className="ladder-key" aria-hidden="true">
      {name}
    </kbd>
  );
}
