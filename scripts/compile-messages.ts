// Compiles messages/*.json into src/lib/paraglide with the options that vite.config.ts uses too.
import { compile } from '@inlang/paraglide-js';
import { MESSAGES } from './messages-options.ts';

await compile(MESSAGES);
