import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { curlOf } from './curl.js';
import type { Exchange, Reason } from './exchange.js';
import { dropNext, exchanges, sendAgain } from './exchanges.js';

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
    <li data-testid="wire-entry" data-reason={reason.kind}>
      <p class="line">
        <span class="method">{method}</span>
        <span class="path" title={path}>
          {shortened(path)}
        </span>
        <Status exchange={exchange} />
      </p>
      <p class="reason">{reasonText(reason, wire.reasons)}</p>
      {key !== undefined && (
        <p class="key">
          Idempotency-Key <code>{key}</code>
        </p>
      )}
      {key !== undefined && answered && (
        <p class={`replay${result.replayed ? ' yes' : ''}`}>
          {result.replayed ? wire.replayed : wire.notReplayed}
        </p>
      )}
      <div class="tools">
        {body !== undefined && <Code title={wire.request} text={body} />}
        {answered && <Code title={wire.answer} text={result.text} />}
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
      </div>
    </li>
  );
}

/** Ids are long, and their beginning tells them apart. */
function shortened(path: string): string {
  return path.replace(/(onb_[\w-]{5})[\w-]+/, '$1…');
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

interface CodeProps {
  readonly title: string;
  readonly text: string;
}

/** JSON as people read it; anything else as it is. */
function Code({ title, text }: CodeProps): JSX.Element {
  const { wire } = useTexts();
  return (
    <details>
      <summary>{title}</summary>
      {text === '' ? (
        <p class="hint">{wire.none}</p>
      ) : (
        <pre tabIndex={0}>
          <code>{indented(text)}</code>
        </pre>
      )}
    </details>
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
    <>
      <button type="button" class="quiet" onClick={() => void copy()}>
        {copied ? wire.copied : wire.curl}
      </button>
      <span class="unseen" role="status">
        {copied && wire.copied}
      </span>
    </>
  );
}
