package org.menura.train.ledger;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws how well each task is known after each: a line for each task. */
final class ForgettingPlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;

    /** Colours that also the colour-blind tell apart (M. Okabe and K. Ito, "Color Universal Design", 2008). */
    private static final List<Color> COLORS = List.of(
            new Color(0x0072B2),
            new Color(0xE69F00),
            new Color(0x009E73),
            new Color(0xD55E00),
            new Color(0xCC79A7),
            new Color(0x56B4E9));

    private ForgettingPlot() {}

    static void draw(Forgetting report, Path folder) throws IOException {
        Files.createDirectories(folder);
        try {
            XYChart chart = new XYChartBuilder()
                    .width(WIDTH)
                    .height(HEIGHT)
                    .title("Each task after each task")
                    .xAxisTitle("tasks learned: " + String.join(", ", report.tasks()))
                    .yAxisTitle(report.metric())
                    .build();
            chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
            chart.getStyler().setXAxisMaxLabelCount(report.values().size());
            chart.getStyler().setXAxisDecimalPattern("0");
            for (int t = 0; t < report.tasks().size(); t++) {
                int task = t;
                double[] x = IntStream.range(0, report.values().size())
                        .asDoubleStream()
                        .toArray();
                double[] y = report.values().stream()
                        .mapToDouble(row -> row.get(task))
                        .toArray();
                XYSeries series = chart.addSeries(report.tasks().get(t), x, y);
                series.setMarker(SeriesMarkers.CIRCLE);
                series.setLineColor(COLORS.get(t % COLORS.size()));
                series.setMarkerColor(COLORS.get(t % COLORS.size()));
            }
            LedgerPlots.save(chart, folder, LedgerFiles.FORGETTING);
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("the plots could not be drawn (has this Java fonts?): " + e.getMessage(), e);
        }
    }
}
