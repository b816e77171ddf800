"""Web: what pages of every service share: session, forms, shell, components, assets, live fragments."""
