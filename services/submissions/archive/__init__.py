"""Archive (lưu trữ hồ sơ): the yearly list of files, what is in each, and when each was closed and handed over."""
