const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`, or `1.2M` where that is too long. */
export function countText(count: number): string {
  return count < 100_000 ? whole.format(Math.round(count)) : short.format(count);
}

export function exactText(count: number): string {
  return whole.format(count);
}

/** Events in a second: `0.2`, `12`, `1.5K`. */
export function rateText(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.05) return '<0.1';
  return perSecond < 10 ? String(Math.round(perSecond * 10) / 10) : countText(perSecond);
}

/** `3.1 %` */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  return `${percent < 10 ? Math.round(percent * 10) / 10 : Math.round(percent)} %`;
}

const SIZES = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes: `1.5 MB`. */
export function sizeText(bytes: number): string {
  const step = Math.min(SIZES.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${SIZES[step]}`;
}
