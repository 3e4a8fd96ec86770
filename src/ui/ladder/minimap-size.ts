// Height of the overview: known before its drawing is loaded, so that nothing moves when it comes.

export const MINIMAP_PX = 120;
