"""Council (Hội đồng Thi đua - Khen thưởng): its members, sessions with a quorum, open ballots, results."""
