"""Places where deals are first made public: one file a source."""
