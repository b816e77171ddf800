"""Awards: nominations, councils, decisions and money of thi đua, khen thưởng."""
