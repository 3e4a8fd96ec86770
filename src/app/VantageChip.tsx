// Where the capture was taken, as far as the timing of its handshakes tells; opened, what that means for the verdicts.

import type { Vantage } from '#engine/model/capture';
import { Icon } from '../ui/Icon';
import { ChipPanel } from './ChipPanel';
import { useMessages } from './language';

export function VantageChip({ vantage }: { readonly vantage: Vantage }) {
  const text = useMessages().capture;
  return (
    <ChipPanel
      testId="vantage-chip"
      data={{ 'data-vantage': vantage }}
      label={
        <>
          <Icon name="tap" size={14} />
          {text.vantage[vantage]}
        </>
      }
    >
      <p>{text.vantageWhy}</p>
      <p>{text.vantageMeans[vantage]}</p>
    </ChipPanel>
  );
}
