// Loaded into a gateway by NODE_OPTIONS: reports every module of the tracing SDK that is loaded.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (/opentelemetry\/(sdk-trace|exporter)/.test(specifier)) process.stderr.write(`tracing loaded\n`);
    return next(specifier, context);
  },
});
