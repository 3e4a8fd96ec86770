// For whoever may be asked in either language (command line, text filter, tests): importing it loads both. The page never does.

import { speak } from './language-words';
import { words as en } from './words-en';
import { words as zh } from './words-zh';

speak('en', en);
speak('zh', zh);
