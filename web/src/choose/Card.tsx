import type { JSX } from 'preact';

interface CardProps {
  /** The group of which one card is chosen. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

/** One of several to choose from. */
export function Card({ name, title, text, isChosen, onChoose }: CardProps): JSX.Element {
  return (
    <label class="card">
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      <span class="title">{title}</span>
      <span class="text">{text}</span>
    </label>
  );
}
