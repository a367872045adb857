import type { Product, Products } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { client, token } from '../gateway.js';
import { busy, mobile, news, problem, start } from '../journey/journey.js';
import { ProblemNote } from '../journey/ProblemNote.js';
import { newMobile } from '../sandbox.js';
import { useTexts } from '../texts/texts.js';
import { AllCustomers } from './AllCustomers.js';
import { FEATURED, GROUPS } from './featured.js';

type Entry = Products['products'][number];

/** Chooses a product and a test customer, and starts the onboarding. */
export function ChooseScreen(): JSX.Element {
  const { choose, products: names, customers, step } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const [products, setProducts] = useState<readonly Entry[]>([]);
  const [product, setProduct] = useState<Product>('ppi-levin');
  const [code, setCode] = useState('');
  const [number, setNumber] = useState(() => mobile.value || newMobile(''));
  useEffect(() => {
    void client.value.products().then(
      ({ products: found }) => {
        setProducts(found);
        problem.value = undefined;
      },
      (error: unknown) => {
        problem.value = { error: error as never, waitUntil: 0 };
      },
    );
  }, [token.value]);
  const select = (chosen: string): void => {
    setCode(chosen);
    setNumber(newMobile(chosen));
  };
  return (
    <form
      class="screen choose"
      data-testid="choose"
      onSubmit={(event) => {
        event.preventDefault();
        void start(product, number.trim());
      }}
    >
      <div class="content">
        <h2 tabIndex={-1} ref={heading}>
          {choose.customer}
        </h2>
        <p class="lead">{choose.lead}</p>
        <div role="status" class={news.value === 'ERASED' ? 'note news' : ''}>
          {news.value === 'ERASED' && <p>{step.erased}</p>}
        </div>
        {problem.value && <ProblemNote {...problem.value} />}
        <fieldset class="cards products">
          <legend>{choose.product}</legend>
          {products.map(({ product: one }) => (
            <Card
              key={one}
              name="product"
              isChosen={product === one}
              title={names[one]?.name ?? one}
              text={names[one]?.text ?? ''}
              onChoose={() => {
                setProduct(one);
              }}
            />
          ))}
        </fieldset>
        {GROUPS.map((group) => (
          <fieldset key={group} class="cards">
            <legend>{choose.groups[group]}</legend>
            {FEATURED.filter((one) => one.group === group)
              .filter(({ products: only }) => only?.includes(product) ?? true)
              .map((one) => (
                <Card
                  key={one.code}
                  name="customer"
                  isChosen={code === one.code}
                  title={customers[one.code || 'new']?.title ?? one.code}
                  text={customers[one.code || 'new']?.text ?? ''}
                  onChoose={() => {
                    select(one.code);
                  }}
                />
              ))}
          </fieldset>
        ))}
        <AllCustomers code={code} onChoose={select} />
      </div>
      <div class="dock">
        <div class="field">
          <label for="mobile">{choose.mobile}</label>
          <p class="hint" id="mobile-hint">
            {choose.mobileHint}
          </p>
          <input
            id="mobile"
            inputMode="tel"
            autocomplete="off"
            required
            pattern="[6-9][0-9]{9}"
            maxLength={10}
            aria-describedby="mobile-hint"
            value={number}
            onInput={({ currentTarget }) => {
              setNumber(currentTarget.value);
            }}
          />
        </div>
        <button type="submit" class="primary" aria-disabled={busy.value !== undefined}>
          {busy.value === undefined ? choose.start : step.sending}
        </button>
      </div>
    </form>
  );
}

interface CardProps {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Card({ name, title, text, isChosen, onChoose }: CardProps): JSX.Element {
  return (
    <label class="card">
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      <span class="title">{title}</span>
      <span class="text">{text}</span>
    </label>
  );
}
