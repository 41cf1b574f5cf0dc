package org.menura.eval.checkpoint;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.menura.format.OutputFile;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.LedgerReader;

/** A plot for each metric of a run's checkpoints: a line for each task over the steps, with standard errors. */
final class CheckpointPlots {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final String FOLDER = "plots";
    private static final String ERROR = "_stderr";

    private static final Color[] COLORS = {
        new Color(0x0072B2),
        new Color(0xE69F00),
        new Color(0x009E73),
        new Color(0xD55E00),
        new Color(0xCC79A7),
        new Color(0x56B4E9)
    };

    /** A metric after a step. */
    private record Point(double value, double error) {}

    private CheckpointPlots() {}

    /** Draws {@code plots/eval-METRIC.png} and {@code .svg}. */
    static Path draw(LedgerReader ledger) throws IOException {
        Map<String, Map<String, TreeMap<Long, Point>>> metrics = new TreeMap<>();
        for (EvaluationRecord record : ledger.evaluations()) {
            if (!record.name().startsWith(CheckpointSweep.PREFIX)) {
                continue;
            }
            String task = record.name().substring(CheckpointSweep.PREFIX.length());
            record.metrics().forEach((key, value) -> {
                String[] parts = key.split(",", 2);
                if (parts.length == 2 && !parts[0].endsWith(ERROR) && Double.isFinite(value)) {
                    double error = record.metrics().getOrDefault(parts[0] + ERROR + "," + parts[1], 0.0);
                    metrics.computeIfAbsent(key, _ -> new TreeMap<>())
                            .computeIfAbsent(task, _ -> new TreeMap<>())
                            .put(record.step(), new Point(value, Double.isFinite(error) ? error : 0));
                }
            });
        }
        Path folder = ledger.folder().resolve(FOLDER);
        Files.createDirectories(folder);
        for (Map.Entry<String, Map<String, TreeMap<Long, Point>>> metric : metrics.entrySet()) {
            draw(metric.getKey(), metric.getValue(), folder);
        }
        return folder;
    }

    private static void draw(String metric, Map<String, TreeMap<Long, Point>> tasks, Path folder) throws IOException {
        try {
            XYChart chart = new XYChartBuilder()
                    .width(WIDTH)
                    .height(HEIGHT)
                    .title(metric)
                    .xAxisTitle("step")
                    .yAxisTitle(metric)
                    .build();
            chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
            chart.getStyler().setXAxisDecimalPattern("0");
            List<String> names = new ArrayList<>(tasks.keySet());
            for (int i = 0; i < names.size(); i++) {
                TreeMap<Long, Point> points = java.util.Objects.requireNonNull(tasks.get(names.get(i)));
                double[] x =
                        points.keySet().stream().mapToDouble(Long::doubleValue).toArray();
                double[] y = points.values().stream().mapToDouble(Point::value).toArray();
                double[] e = points.values().stream().mapToDouble(Point::error).toArray();
                XYSeries series = Arrays.stream(e).allMatch(v -> v == 0)
                        ? chart.addSeries(names.get(i), x, y)
                        : chart.addSeries(names.get(i), x, y, e);
                series.setMarker(SeriesMarkers.CIRCLE);
                series.setLineColor(COLORS[i % COLORS.length]);
                series.setMarkerColor(COLORS[i % COLORS.length]);
            }
            String name = "eval-" + metric.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("-none$", "");
            for (String format : List.of("png", "svg")) {
                OutputFile.write(folder.resolve(name + "." + format), ChartEncoder.getBytes(chart, format));
            }
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("the plots could not be drawn (has this Java fonts?): " + e.getMessage(), e);
        }
    }
}
