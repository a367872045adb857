import { defineConfig } from 'orval';

export default defineConfig({
  gateway: {
    input: process.env.DOCUMENT,
    output: {
      target: 'made/orval/client.ts',
      schemas: 'made/orval/models',
      mode: 'single',
      client: 'fetch',
      baseUrl: process.env.GATEWAY,
      headers: true,
      override: { fetch: { includeHttpResponseReturnType: true } },
    },
  },
});
