import { createContext } from 'svelte';
import type { LiveBoard } from './live-board.svelte.ts';

/**
 * The page's LiveBoard: the layout provides it with `provideLiveBoard(board)`, components read it with `useLiveBoard()`.
 * Reading without a provider throws.
 */
export const [useLiveBoard, provideLiveBoard] = createContext<LiveBoard>();
