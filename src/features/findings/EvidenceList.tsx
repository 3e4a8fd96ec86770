// What the packets show: flat statements, each with the packets behind it.

import type { Finding } from '#engine/model/verdict';
import { useLanguage } from '../../app/language';
import { evidenceTextOf } from '../../app/words';
import { Icon } from '../../ui/Icon';
import { Chips } from '../../ui/Chips';
import { Prose } from '../../ui/Prose';

export function EvidenceList({ finding, limit = Infinity }: { readonly finding: Finding; readonly limit?: number }) {
  const language = useLanguage();
  return (
    <ul className="evidence" data-testid="evidence">
      {finding.evidence.slice(0, limit).map((evidence, index) => (
        <li key={index} data-fact={evidence.fact}>
          <Icon name="check" size={14} />
          <span>
            <Prose text={evidenceTextOf(evidence, language)} /> <Chips frames={evidence.frames} connection={finding.representative} />
          </span>
        </li>
      ))}
    </ul>
  );
}
