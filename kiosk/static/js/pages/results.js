import "../core/upgrade.js";
import "../core/band.js";
import "../core/toast.js";
import "../results/results-find.js";
