import "../core/upgrade.js";
import "../pairing/pair-station.js";
