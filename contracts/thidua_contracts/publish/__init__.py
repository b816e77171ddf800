"""What other systems read instead of Python: schemas, examples and AsyncAPI, generated from the models, committed."""
