"""From mentions to clusters: which subjects are one deal, each merge explained, human judgements first."""
