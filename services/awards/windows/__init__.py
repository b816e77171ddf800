"""Window: a unit may put forward names for a year once its year report is accepted (được đề nghị khen thưởng)."""
