import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const inRepository = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The page is served at /try by the gateway, whose dist/ it is built into. */
export default defineConfig({
  base: '/try/',
  resolve: { alias: { '@eko-onboarding/client': inRepository('clients/typescript/src/index.ts') } },
  build: {
    outDir: inRepository('dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The Content-Security-Policy allows files of the gateway only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
