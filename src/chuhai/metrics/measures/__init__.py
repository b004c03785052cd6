"""One file adds one family of measures: it defines MEASURES, a tuple of `chuhai.metrics.base.Measure`."""
