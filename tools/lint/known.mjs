// Since which Chromium a name of the web is known, by MDN's browser-compat-data.
import bcd from "@mdn/browser-compat-data" with { type: "json" };

/** Chromium's first version that has what `compat` tells of; Infinity where none has it without a switch or prefix. */
export function since({ support }) {
  const plain = [support.chrome].flat().filter((one) => one && !one.flags && !one.prefix && !one.alternative_name);
  return Math.min(
    Infinity,
    ...plain.map(({ version_added }) => (version_added ? Number.parseFloat(String(version_added).replace("≤", "")) : Infinity)),
  );
}

/** The web's and the language's own: name -> its members, as browser-compat-data holds them. */
export const bearers = { ...bcd.javascript.builtins, ...bcd.javascript.builtins.Intl, ...bcd.api };
export const properties = bcd.css.properties;
