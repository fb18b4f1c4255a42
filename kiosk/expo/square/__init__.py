"""The expo and its place: days, booths, agencies' stations, what stands still, how full it is, how long it takes."""
