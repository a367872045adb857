import type { JSX } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { ChooseScreen } from './choose/ChooseScreen.js';
import { busy, onboarding } from './journey/journey.js';
import { StepScreen } from './journey/StepScreen.js';
import { chooseLanguage, language, LANGUAGE_NAMES, useTexts } from './texts/texts.js';
import { chooseTheme, theme, THEMES } from './theme.js';
import { WirePanel } from './wire/WirePanel.js';

/** The page: the app of an agent, and beside it what it sends and gets. */
export function App(): JSX.Element {
  const { page } = useTexts();
  const fault: unknown = useErrorBoundary()[0];
  const shown = onboarding.value;
  const reading = busy.value === 'READ' && !shown;
  if (fault !== undefined) return <Broken />;
  return (
    <>
      <a class="skip" href="#app">
        {page.skip}
      </a>
      <Header />
      <div class="desk">
        <main
          id="app"
          class="phone"
          data-testid="phone"
          data-state={shown?.state ?? 'CHOOSE'}
          aria-busy={busy.value !== undefined}
          aria-label={page.phone}
        >
          {reading && <p class="loading">{page.loading}</p>}
          {!reading && (shown ? <StepScreen onboarding={shown} /> : <ChooseScreen />)}
        </main>
        <WirePanel />
      </div>
    </>
  );
}

/** A fault of the page itself: nothing is lost, since the gateway has the onboarding and this tab its id. */
function Broken(): JSX.Element {
  const { page } = useTexts();
  return (
    <main class="broken">
      <p role="alert">{page.broken}</p>
      <button
        type="button"
        class="primary"
        onClick={() => {
          location.reload();
        }}
      >
        {page.reload}
      </button>
    </main>
  );
}

function Header(): JSX.Element {
  const { page } = useTexts();
  return (
    <header class="top">
      <div>
        <h1>{page.title}</h1>
        <p>{page.sandbox}</p>
      </div>
      <div class="choices">
        <label>
          <span class="unseen">{page.languages}</span>
          <select
            value={language.value}
            onChange={({ currentTarget }) => {
              chooseLanguage(currentTarget.value);
            }}
          >
            {LANGUAGE_NAMES.map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="unseen">{page.theme}</span>
          <select
            value={theme.value}
            onChange={({ currentTarget }) => {
              chooseTheme(THEMES.find((one) => one === currentTarget.value) ?? 'system');
            }}
          >
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {page.themes[one]}
              </option>
            ))}
          </select>
        </label>
        <a href="/docs">{page.documentation}</a>
      </div>
    </header>
  );
}
