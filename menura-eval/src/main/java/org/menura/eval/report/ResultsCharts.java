package org.menura.eval.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.menura.eval.report.RunResults.Metric;

/** Results as pictures in SVG, drawn without a screen. */
final class ResultsCharts {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 380;
    private static final int MOST_BARS = 24;

    /** Colours that also the colour-blind tell apart (M. Okabe and K. Ito, "Color Universal Design", 2008). */
    private static final Color[] COLORS = {
        new Color(0x0072B2), new Color(0xE69F00), new Color(0x009E73), new Color(0xD55E00), new Color(0xCC79A7)
    };

    private ResultsCharts() {}

    /**
     * Draws a chart for each metric that is a share: bars of all runs by task, with standard errors.
     *
     * @return SVG by the name of the metric
     */
    static Map<String, String> bars(List<RunResults> runs) throws IOException {
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        for (String task : runs.getFirst().tasks().keySet()) {
            for (Metric m : runs.getFirst().metrics(task)) {
                if (m.value() >= 0 && m.value() <= 1) {
                    tasks.computeIfAbsent(m.key(), _ -> new ArrayList<>()).add(task);
                }
            }
        }
        Map<String, String> out = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> e : tasks.entrySet()) {
            List<String> shown =
                    e.getValue().subList(0, Math.min(MOST_BARS, e.getValue().size()));
            out.put(e.getKey(), bars(runs, e.getKey(), shown));
        }
        return out;
    }

    private static String bars(List<RunResults> runs, String key, List<String> tasks) throws IOException {
        try {
            CategoryChart chart = new CategoryChartBuilder()
                    .width(WIDTH)
                    .height(HEIGHT)
                    .xAxisTitle("")
                    .yAxisTitle(key)
                    .build();
            chart.getStyler().setLegendVisible(runs.size() > 1);
            chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
            chart.getStyler().setYAxisMin(0.0);
            chart.getStyler().setYAxisMax(1.0);
            chart.getStyler().setXAxisLabelRotation(tasks.size() > 6 ? 45 : 0);
            for (int r = 0; r < runs.size(); r++) {
                List<Double> values = new ArrayList<>();
                List<Double> errors = new ArrayList<>();
                for (String task : tasks) {
                    Metric m = runs.get(r).metrics(task).stream()
                            .filter(x -> x.key().equals(key))
                            .findFirst()
                            .orElse(new Metric("", "", 0, 0, null));
                    values.add(Double.isNaN(m.value()) ? 0 : m.value());
                    errors.add(Double.isNaN(m.error()) ? 0 : m.error());
                }
                chart.addSeries(RunComparison.letter(r) + " " + runs.get(r).model(), tasks, values, errors)
                        .setFillColor(COLORS[r % COLORS.length]);
            }
            return svg(ChartEncoder.getBytes(chart, "svg"));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("the plots could not be drawn (has this Java fonts?): " + e.getMessage(), e);
        }
    }

    /** Draws differences with their intervals, one below the other. */
    static String differences(List<RunComparison.Line> lines) throws IOException {
        List<RunComparison.Line> tested =
                lines.stream().filter(l -> l.outcome() != null).limit(MOST_BARS).toList();
        if (tested.isEmpty()) {
            return "";
        }
        try {
            XYChart chart = new XYChartBuilder()
                    .width(WIDTH)
                    .height(Math.max(HEIGHT / 2, 60 + 24 * tested.size()))
                    .xAxisTitle("difference to the first run, with 95 % intervals")
                    .yAxisTitle("")
                    .build();
            chart.getStyler().setLegendVisible(false);
            Map<Double, Object> labels = new LinkedHashMap<>();
            for (int i = 0; i < tested.size(); i++) {
                RunComparison.Line line = tested.get(i);
                PairedTest.Outcome o = java.util.Objects.requireNonNull(line.outcome());
                double y = tested.size() - i;
                labels.put(y, line.task() + " " + line.first().name() + " " + RunComparison.letter(line.run()));
                Color color = COLORS[(line.run() - 1) % COLORS.length];
                XYSeries span = chart.addSeries("span" + i, new double[] {o.low(), o.high()}, new double[] {y, y});
                span.setMarker(SeriesMarkers.NONE);
                span.setLineColor(color);
                XYSeries point = chart.addSeries("point" + i, new double[] {o.difference()}, new double[] {y});
                point.setMarker(SeriesMarkers.CIRCLE);
                point.setMarkerColor(color);
            }
            XYSeries none = chart.addSeries("none", new double[] {0, 0}, new double[] {0.5, tested.size() + 0.5});
            none.setMarker(SeriesMarkers.NONE);
            none.setLineColor(Color.GRAY);
            chart.setCustomYAxisTickLabelsFormatter(
                    y -> String.valueOf(labels.getOrDefault((double) Math.round(y), "")));
            return svg(ChartEncoder.getBytes(chart, "svg"));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("the plots could not be drawn (has this Java fonts?): " + e.getMessage(), e);
        }
    }

    /** The element alone, as it stands in a page. */
    private static String svg(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        return text.substring(text.indexOf("<svg"));
    }
}
