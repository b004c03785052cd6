"""Takes a sample of abnormal returns, gives tests of whether they differ from zero: one file a test, found by its name."""
