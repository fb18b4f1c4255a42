import "../core/upgrade.js";
import "../core/band.js";
import "../core/station-report.js";
import { look } from "../offline/station-store.js";

look(); // what this station has not sent stays its own: no other page of this browser takes it over
