import { expect, it } from 'vitest';
import { countText, rateText, shareText, sizeText } from './numbers.js';

it('numbers are short and honest', () => {
  expect([countText(0), countText(12_345), countText(1_234_567)]).toEqual(['0', '12,345', '1.2M']);
  expect([rateText(0), rateText(0.01), rateText(0.24), rateText(12.4), rateText(150_000)]).toEqual([
    ...['0', '<0.1', '0.2', '12', '150K'],
  ]);
  expect([shareText(0), shareText(0.0001), shareText(0.0312), shareText(0.5)]).toEqual([
    '0 %',
    '<0.1 %',
    '3.1 %',
    '50 %',
  ]);
  expect([sizeText(0), sizeText(1023), sizeText(1024), sizeText(1_500_000_000)]).toEqual([
    '0 B',
    '1023 B',
    '1.0 KB',
    '1.4 GB',
  ]);
});
