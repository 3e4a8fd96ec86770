// The views of an open capture: a rail at the left, a bar at the bottom of a narrow screen. Plain links.

import { useAppStore } from '../store/store';
import { Icon } from '../ui/Icon';
import { formatHash, type View } from '../url/url-state';
import { useMessages } from './language';

export function Navigation({ view }: { readonly view: View }) {
  const messages = useMessages();
  const lastQuery = useAppStore((state) => state.lastQuery);
  const isFindings = view.kind === 'findings' || view.kind === 'finding';
  return (
    <nav className="rail" aria-label={messages.app.views}>
      <a href={formatHash({ kind: 'findings' })} aria-current={isFindings ? 'page' : undefined}>
        <Icon name="findings" size={20} />
        {messages.findings.nav}
      </a>
      <a
        href={formatHash({ kind: 'connections', query: lastQuery })}
        aria-current={view.kind === 'connections' ? 'page' : view.kind === 'connection' ? 'true' : undefined}
      >
        <Icon name="connections" size={20} />
        {messages.connections.nav}
      </a>
      <a href={formatHash({ kind: 'charts', query: lastQuery })} aria-current={view.kind === 'charts' ? 'page' : undefined}>
        <Icon name="charts" size={20} />
        {messages.charts.nav}
      </a>
      <a
        href={formatHash({ kind: 'compare', index: null })}
        aria-current={view.kind !== 'compare' ? undefined : view.index === null ? 'page' : 'true'}
      >
        <Icon name="compare" size={20} />
        {messages.compare.nav}
      </a>
      <a href={formatHash({ kind: 'report', finding: null, connection: null })} aria-current={view.kind === 'report' ? 'page' : undefined}>
        <Icon name="report" size={20} />
        {messages.report.nav}
      </a>
    </nav>
  );
}
