// What a person changes of a postmortem before it goes out: plain data, kept as it was typed. What is left out is as drafted.

export interface TimelineEntry {
  /** Seconds since the first packet; text where somebody typed what is no time of the capture. */
  readonly at: number | string;
  readonly text: string;
}

export interface ActionItem {
  readonly text: string;
  readonly owner: string;
  readonly due: string;
}

/** Everything that can be changed, as it stands. */
export interface PostmortemFields {
  readonly title: string;
  readonly author: string;
  readonly summary: string;
  readonly impact: string;
  readonly timeline: readonly TimelineEntry[];
  readonly actions: readonly ActionItem[];
}

export type PostmortemEdits = Partial<PostmortemFields>;

/** Of one text, in UTF-16 units, and of one list. */
export const FIELD_CHARACTERS = 4_000;
export const MOST_ENTRIES = 100;

/** All texts changed by one function: what leaves addresses and names out of them. */
export function mapTexts(edits: PostmortemEdits, change: (text: string) => string): PostmortemEdits {
  const { title, author, summary, impact, timeline, actions } = edits;
  return {
    ...(title === undefined ? {} : { title: change(title) }),
    ...(author === undefined ? {} : { author: change(author) }),
    ...(summary === undefined ? {} : { summary: change(summary) }),
    ...(impact === undefined ? {} : { impact: change(impact) }),
    ...(timeline === undefined
      ? {}
      : { timeline: timeline.map(({ at, text }) => ({ at: typeof at === 'string' ? change(at) : at, text: change(text) })) }),
    ...(actions === undefined
      ? {}
      : { actions: actions.map(({ text, owner, due }) => ({ text: change(text), owner: change(owner), due: change(due) })) }),
  };
}
