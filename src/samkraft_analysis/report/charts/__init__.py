"""The report's charts as SVG text: plain shapes, one typeface, readable in grey and without colour."""

from samkraft_analysis.report.charts.curves import Curve, Panel, curves
from samkraft_analysis.report.charts.flow import FlowArm, flow
from samkraft_analysis.report.charts.forest import ForestRow, forest
from samkraft_analysis.report.charts.love import LoveRow, love
from samkraft_analysis.report.charts.stock import Band, stock

__all__ = [
    "Band", "Curve", "FlowArm", "ForestRow", "LoveRow", "Panel", "curves", "flow", "forest", "love", "stock",
]  # fmt: skip
