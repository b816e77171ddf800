"""Prize money of the ward's decisions: paid by the accountant, given back after an annulment, and its ledger."""
