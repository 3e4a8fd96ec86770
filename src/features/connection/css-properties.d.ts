// Lets components hand lengths and counts to their style sheet as custom properties.

import 'react';

declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
