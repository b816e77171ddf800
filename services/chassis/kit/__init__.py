"""The capability kit: one declaration of what people do gives API, form, list, record, Excel and button."""
