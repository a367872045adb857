import type { Product, Products } from '@eko-onboarding/client';
import { OnboardingError } from '@eko-onboarding/client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { client, token } from '../gateway.js';
import { busy, mobile, news, problem, resume, start } from '../journey/journey.js';
import { ProblemNote } from '../journey/ProblemNote.js';
import { newMobile } from '../sandbox.js';
import { storedOnboardings } from '../session.js';
import { useTexts } from '../texts/texts.js';
import { AllCustomers } from './AllCustomers.js';
import { Card } from './Card.js';
import { FEATURED, GROUPS } from './featured.js';

/** Chooses a product and a test customer, and starts the onboarding. */
export function ChooseScreen(): JSX.Element {
  const { choose, step } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const [product, setProduct] = useState<Product>('ppi-levin');
  const [code, setCode] = useState('');
  const [number, setNumber] = useState(() => mobile.value || newMobile(''));
  const [isFaulty, setFaulty] = useState(false);
  const select = (chosen: string): void => {
    setCode(chosen);
    setNumber(newMobile(chosen));
    setFaulty(false);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const isNumber = /^[6-9][0-9]{9}$/.test(number.trim());
    setFaulty(!isNumber);
    if (isNumber) void start(product, number.trim());
  };
  const isUnfinished = storedOnboardings().length > 0;
  useEffect(() => {
    if (news.value === 'ERASED') heading.current?.focus();
  }, []);
  return (
    <form class="screen choose" data-testid="choose" noValidate onSubmit={submit}>
      <div class="content">
        <h2 tabIndex={-1} ref={heading}>
          {choose.title}
        </h2>
        <p class="lead">{choose.lead}</p>
        <div role="status" class={news.value === 'ERASED' ? 'note news' : ''}>
          {news.value === 'ERASED' && <p>{step.erased}</p>}
        </div>
        {problem.value && (
          <ProblemNote {...problem.value} {...(isUnfinished && { onRetry: () => void resume() })} />
        )}
        <ProductCards product={product} onProduct={setProduct} />
        <CustomerCards product={product} code={code} onCode={select} />
        <AllCustomers code={code} onChoose={select} />
      </div>
      <div class={`dock${isFaulty ? ' faulty' : ''}`}>
        <label for="mobile">{choose.mobile}</label>
        <input
          id="mobile"
          inputMode="tel"
          autocomplete="off"
          required
          maxLength={10}
          aria-invalid={isFaulty}
          aria-describedby="mobile-hint"
          value={number}
          onInput={({ currentTarget }) => {
            setNumber(currentTarget.value);
          }}
        />
        <button type="submit" class="primary" aria-disabled={busy.value !== undefined}>
          {busy.value === undefined ? choose.start : step.sending}
        </button>
        <p class={isFaulty ? 'error' : 'hint'} id="mobile-hint" role={isFaulty ? 'alert' : undefined}>
          {isFaulty ? choose.mobileFault : choose.mobileHint}
        </p>
      </div>
    </form>
  );
}

interface ProductCardsProps {
  readonly product: Product;
  readonly onProduct: (product: Product) => void;
}

/** The products that the gateway has. */
function ProductCards({ product, onProduct }: ProductCardsProps): JSX.Element {
  const { choose, products: names } = useTexts();
  const [products, setProducts] = useState<Products['products']>([]);
  const [error, setError] = useState<OnboardingError | undefined>(undefined);
  useEffect(() => {
    client.value.products().then(
      ({ products: found }) => {
        setProducts(found);
        setError(undefined);
      },
      (reason: unknown) => {
        if (!(reason instanceof OnboardingError)) throw reason;
        setError(reason);
      },
    );
  }, [token.value]);
  return (
    <>
      {error && !problem.value && <ProblemNote error={error} waitUntil={0} />}
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
              onProduct(one);
            }}
          />
        ))}
      </fieldset>
    </>
  );
}

interface CustomerCardsProps {
  readonly product: string;
  readonly code: string;
  readonly onCode: (code: string) => void;
}

/** The test customers that differ in this product, by what they show. */
function CustomerCards({ product, code, onCode }: CustomerCardsProps): JSX.Element {
  const { choose, customers } = useTexts();
  const fitting = FEATURED.filter(({ products: only }) => only?.includes(product) ?? true);
  return (
    <div class="groups">
      {GROUPS.map((group) => {
        const members = fitting.filter((one) => one.group === group);
        if (members.length === 0) return null;
        return (
          <details key={group} open={group === 'usual'}>
            <summary>
              {choose.groups[group]} <span class="count">{members.length}</span>
            </summary>
            <fieldset class="cards" aria-label={choose.groups[group]}>
              {members.map((one) => (
                <Card
                  key={one.code}
                  name="customer"
                  isChosen={code === one.code}
                  title={customers[one.code || 'new']?.title ?? one.code}
                  text={customers[one.code || 'new']?.text ?? ''}
                  onChoose={() => {
                    onCode(one.code);
                  }}
                />
              ))}
            </fieldset>
          </details>
        );
      })}
    </div>
  );
}
