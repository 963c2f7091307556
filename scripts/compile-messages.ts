// Compiles messages/*.json into src/lib/paraglide with the options that vite.config.ts uses too, in the form of the
// development server and the tests.
import { compile } from '@inlang/paraglide-js';
import { MESSAGES } from './messages-options.ts';

await compile({ ...MESSAGES, outputStructure: 'locale-modules' });
