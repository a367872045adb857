/** What the script uses of a browser. */
interface Element {
  nonce: string;
  readonly dataset: Readonly<Record<string, string | undefined>>;
}
declare const document: {
  readonly currentScript: Element;
  createElement(name: string, options?: object): Element;
};

/**
 * Runs in the browser before Scalar, where only its text is sent: it uses nothing of this file. Gives each style the nonce
 * of the page, which Scalar does not know, and each request with the key of the document's example a key of its own. A key
 * that a person has typed is sent as it is, to try repetitions.
 */
export function prepareReference(): void {
  const { nonce, dataset } = document.currentScript;
  const createElement = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const element = createElement(name, options);
    if (name === 'style') element.nonce = nonce;
    return element;
  };

  // Scalar tries whether code may be made from text, and does without; the policy would report that it was refused.
  globalThis.Function = new Proxy(Function, {
    construct: () => {
      throw new EvalError('Code is not made from text here');
    },
  });

  const send = globalThis.fetch;
  globalThis.fetch = (target, options) => {
    const request = new Request(target, options);
    if (request.headers.get('Idempotency-Key') === dataset['exampleKey']) {
      const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
      request.headers.set(
        'Idempotency-Key',
        bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      );
    }
    return send(request);
  };
}
