// Amounts in won as sentences of the page (1,900만 원).
import { about, exactly } from "./amounts.js";
import { say } from "./page.js";

/** @param {number} won */
export const wonText = (won) => say(...exactly(won));

/** @param {number} won */
export const aboutWon = (won) => say(...about(won));
