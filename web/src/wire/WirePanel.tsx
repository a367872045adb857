import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { curlOf } from './curl.js';
import { dropNext, exchanges, sendAgain, type Exchange } from './exchanges.js';
import type { Reason } from './reasons.js';

const COPIED_MS = 2_000;

/** What goes over the wire, and why with that key. */
export function WirePanel(): JSX.Element {
  const { wire } = useTexts();
  return (
    <aside class="wire" data-testid="wire" aria-labelledby="wire-title">
      <header>
        <h2 id="wire-title">{wire.title}</h2>
        <p>{wire.lead}</p>
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={dropNext.value}
            aria-describedby="drop-hint"
            onChange={({ currentTarget }) => {
              dropNext.value = currentTarget.checked;
            }}
          />
          <span>{wire.drop}</span>
        </label>
        <p class="hint" id="drop-hint">
          {wire.dropHint}
        </p>
      </header>
      {exchanges.value.length === 0 && <p class="hint">{wire.empty}</p>}
      <ol>
        {exchanges.value.map((exchange) => (
          <Entry key={exchange.number} exchange={exchange} />
        ))}
      </ol>
    </aside>
  );
}

function Entry({ exchange }: { readonly exchange: Exchange }): JSX.Element {
  const { wire } = useTexts();
  const { method, path, key, body, result, reason } = exchange;
  const answered = result.kind === 'ANSWER' || result.kind === 'DROPPED';
  return (
    <li data-testid="wire-entry">
      <p class="line">
        <span class="method">{method}</span> <span class="path">{path}</span> <Status exchange={exchange} />
      </p>
      <p class="reason">{reasonText(reason, wire.reasons)}</p>
      {key !== undefined && (
        <p class="key">
          {wire.key}: <code>{key}</code>
          {answered && (
            <span class={`replay${result.replayed ? ' yes' : ''}`}>
              {result.replayed ? wire.replayed : wire.notReplayed}
            </span>
          )}
        </p>
      )}
      <details>
        <summary>{wire.request}</summary>
        <Code text={body} />
      </details>
      {answered && (
        <details>
          <summary>{wire.answer}</summary>
          <Code text={result.text} />
        </details>
      )}
      <p class="tools">
        <Copy text={curlOf(exchange, location.origin)} />
        {key !== undefined && answered && (
          <button
            type="button"
            class="quiet"
            title={wire.repeatHint}
            onClick={() => void sendAgain(exchange)}
          >
            {wire.repeat}
          </button>
        )}
      </p>
    </li>
  );
}

function Status({ exchange: { result } }: { readonly exchange: Exchange }): JSX.Element {
  const { wire } = useTexts();
  if (result.kind === 'PENDING') return <span class="status">{wire.pending}</span>;
  if (result.kind === 'NO_ANSWER') return <span class="status bad">{wire.noAnswer}</span>;
  return (
    <span class={`status ${result.status < 400 ? 'good' : 'bad'}`}>
      {result.status} · {result.ms} ms{result.kind === 'DROPPED' && ` · ${wire.dropped}`}
    </span>
  );
}

function reasonText(reason: Reason, texts: ReturnType<typeof useTexts>['wire']['reasons']): string {
  if (reason.kind === 'NEW_AFTER' || reason.kind === 'SAME_ASKED') return texts[reason.kind](reason.code);
  return texts[reason.kind];
}

/** JSON as people read it; anything else as it is. */
function Code({ text = '' }: { readonly text?: string | undefined }): JSX.Element {
  const { wire } = useTexts();
  if (text === '') return <p class="hint">{wire.none}</p>;
  return (
    <pre tabIndex={0}>
      <code>{indented(text)}</code>
    </pre>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Copy({ text }: { readonly text: string }): JSX.Element {
  const { wire } = useTexts();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => {
      setCopied(false);
    }, COPIED_MS);
  };
  return (
    <button type="button" class="quiet" onClick={() => void copy()}>
      <span role="status">{copied ? wire.copied : wire.curl}</span>
    </button>
  );
}
