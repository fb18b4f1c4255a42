// Stylelint: no property that came after the floor (`inset`, `aspect-ratio`), unless pages look right without it.
import stylelint from "stylelint";
import { properties, since } from "./known.mjs";

const ruleName = "kiosk/newer-properties";

function rule(chrome, { unmissed = [] } = {}) {
  return (root, result) => {
    root.walkDecls((decl) => {
      const compat = properties[decl.prop.toLowerCase()]?.__compat;
      const needs = compat ? since(compat) : 0;
      if (needs <= chrome || unmissed.includes(decl.prop)) return;
      stylelint.utils.report({ ruleName, result, node: decl, message: `${decl.prop} needs Chromium ${needs}` });
    });
  };
}
rule.ruleName = ruleName;
rule.messages = {};

export default stylelint.createPlugin(ruleName, rule);
