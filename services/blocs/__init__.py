"""blocs (Khối thi đua): which wards compete with each other, by what criteria, and where they stand."""
