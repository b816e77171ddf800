"""Decision (quyết định khen thưởng): signed by the ward's chairman, or forwarded by letter and decided by the city's."""
