import { configureGlobal, readConfigureGlobal } from 'fast-check';
import { SEED } from './seed.js';

configureGlobal({ ...readConfigureGlobal(), seed: SEED });
