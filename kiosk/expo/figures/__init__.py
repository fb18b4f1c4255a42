"""Every figure of the expo, defined once, and the alarms that follow from them."""
