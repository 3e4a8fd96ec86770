// Incidents to open without a capture of one's own: ordinary files of public/samples, loaded like any other.

import { useMessages } from '../../app/language';
import { expectFile, openSample } from '../../app/open-capture';
import { Icon } from '../../ui/Icon';
import { MORE_SAMPLES, SAMPLES, type SampleId } from './sample-ids';

function SampleCard({ id }: { readonly id: SampleId }) {
  const { title, text } = useMessages().samples[id];
  return (
    <button
      type="button"
      className="sample"
      data-testid={`sample-${id}`}
      onPointerEnter={expectFile}
      onFocus={expectFile}
      onClick={() => void openSample(id)}
    >
      <span className="sample-title">
        {title}
        <Icon name="arrow" size={14} />
      </span>
      <span className="sample-text">{text}</span>
    </button>
  );
}

export function Samples() {
  const text = useMessages().landing;
  return (
    <section className="landing-section" aria-labelledby="samples-title">
      <h2 id="samples-title">{text.samples}</h2>
      <p className="landing-note">{text.samplesNote}</p>
      <div className="sample-grid">
        {SAMPLES.map((id) => (
          <SampleCard key={id} id={id} />
        ))}
      </div>
      <h3>{text.moreSamples}</h3>
      <div className="sample-grid">
        {MORE_SAMPLES.map((id) => (
          <SampleCard key={id} id={id} />
        ))}
      </div>
    </section>
  );
}
