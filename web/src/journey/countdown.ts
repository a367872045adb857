import { useEffect, useState } from 'preact/hooks';

/** Whole seconds until a time of `performance.now`, counted down; the clock of the device may be off. */
export function useCountdown(until: number): number {
  const left = (): number => Math.max(0, Math.ceil((until - performance.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    if (left() === 0) return undefined;
    const timer = setInterval(() => {
      setSeconds(left());
      if (left() === 0) clearInterval(timer);
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [until]);
  return seconds;
}

/** `0:07`, `12:30`, `1:02:03`. */
export function clockOf(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  const end = `:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${two(minutes)}${end}` : `${minutes}${end}`;
}
