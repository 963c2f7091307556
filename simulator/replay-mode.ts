/**
 * How a recorded file is played: `backfill` with its own instants into history (the key needs the
 * right `backfill`), `shift-to-now` live with its first instant at now, `exercise` live on an
 * operations clock that runs through its days.
 */
export const REPLAY_MODES = ['backfill', 'shift-to-now', 'exercise'] as const;
/** How a recorded file is played. */
export type ReplayMode = (typeof REPLAY_MODES)[number];
