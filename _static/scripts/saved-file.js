// saved-file
