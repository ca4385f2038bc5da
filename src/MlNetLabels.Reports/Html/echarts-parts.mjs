/*!
 * Parts of Apache ECharts and of zrender, on which it draws.
 *
 * Licensed to the Apache Software Foundation (ASF) under one or more contributor license agreements.
 * The ASF licenses this to you under the Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0
 * It is distributed on an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 *
 * zrender: Copyright (c) 2017, Baidu Inc. All rights reserved. BSD 3-Clause License:
 * redistribution and use in source and binary forms, with or without modification, are permitted provided that this notice,
 * these conditions and the following disclaimer are kept and that neither the name of the copyright holder nor the names of
 * its contributors are used to endorse or promote products derived from it without specific prior written permission.
 * THIS SOFTWARE IS PROVIDED "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES ARE DISCLAIMED; IN NO EVENT SHALL THE COPYRIGHT
 * HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DAMAGES ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE.
 */
// What the report's charts draw with, and nothing else; the build bundles it into the page's echarts.js.
import { use } from "echarts/core";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

// AriaComponent brings the hatching of bars.
use([BarChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export { init } from "echarts/core";
