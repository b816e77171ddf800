"""`thidua`: the operator's and developer's commands."""
