"""Takes a provider's file name, gives daily prices in the one shape of this store; each file is one provider."""
