// The incidents that ship with the page: names of the files in public/samples, without extension.

export const SAMPLES = ['zookeeper-limit', 'descriptors', 'limit-65387', 'accept-queue', 'keep-alive', 'nothing-wrong'] as const;

export const MORE_SAMPLES = ['descriptors-unanswered', 'accept-queue-reset', 'connection-close'] as const;

export type SampleId = (typeof SAMPLES)[number] | (typeof MORE_SAMPLES)[number];
