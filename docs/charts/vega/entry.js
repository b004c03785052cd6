import { extend } from "vega-util";
import { transforms } from "vega-dataflow";
import * as encode from "vega-encode";
import * as basic from "vega-transforms";
import * as viewed from "vega-view-transforms";
extend(transforms, basic, viewed, encode);
export { View } from "vega-view";
export { parse } from "vega-parser";
export { expressionInterpreter } from "vega-interpreter";
