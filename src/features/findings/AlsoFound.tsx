// "Is it one thing or five?": the other findings in one line each, straight below the verdict.

import type { AnalysisSummary } from '#engine/rpc/protocol';
import { formatCount } from '#engine/base/format';
import { useLanguage, useMessages } from '../../app/language';
import { wordsOf } from '../../app/words';
import { Icon } from '../../ui/Icon';
import { outcomeLook } from '#engine/model/outcome-look';
import { formatHash } from '../../url/url-state';

const SHOWN = 8;

export function AlsoFound({ summary }: { readonly summary: AnalysisSummary }) {
  const text = useMessages().findings;
  const language = useLanguage();
  const others = summary.findings.slice(1);
  if (others.length === 0) return null;
  return (
    <div className="also-found">
      <span className="finding-label">{text.also}</span>
      <ul>
        {others.slice(0, SHOWN).map((finding, at) => {
          const look = outcomeLook(finding.outcome, finding.cause);
          return (
            <li key={at}>
              <a className={`also-found-link look-${look}`} href={formatHash({ kind: 'finding', index: at + 1 })}>
                <Icon name={look} size={14} />
                {wordsOf(finding.cause, language).short}
                <span className="numeric also-found-count">{formatCount(finding.count)}</span>
              </a>
            </li>
          );
        })}
        {others.length > SHOWN && <li className="finding-label">{text.more(others.length - SHOWN)}</li>}
      </ul>
    </div>
  );
}
