"""Every write of the project: `perform`, the verbs, their `fields`, who may do them (`access`), and `refusals`."""
