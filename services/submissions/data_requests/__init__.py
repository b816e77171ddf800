"""Requests about personal data (yêu cầu của chủ thể dữ liệu): received, answered and settled within the days that the law gives."""
