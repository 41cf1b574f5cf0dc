package org.menura.bench.compare;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws measurements as SVG. */
final class Plots {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;

    private Plots() {}

    /**
     * How many times as fast as the main peer Menura is, a bar for each line that has one.
     *
     * @return whether there was anything to draw
     */
    static boolean ratios(List<Table.Line> lines, Path file) throws IOException {
        Map<String, Double> bars = new LinkedHashMap<>();
        for (Table.Line line : lines) {
            boolean isMain = Engines.LLAMA_CPP.equals(line.engine()) || Engines.ONNX_RUNTIME.equals(line.engine());
            if (isMain && line.row().unit() == Unit.TOKENS_PER_SECOND) {
                bars.put(line.row().title() + ", " + line.row().metric(), line.ratio());
            }
        }
        if (bars.isEmpty()) {
            return false;
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Menura's speed as a multiple of its peer's")
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisLabelRotation(60);
        chart.getStyler().setAvailableSpaceFill(0.7);
        chart.addSeries("ratio", new ArrayList<>(bars.keySet()), new ArrayList<>(bars.values()));
        save(chart, file);
        return true;
    }

    /**
     * Time to read prompts by their length.
     *
     * @return whether there was anything to draw
     */
    static boolean crossover(List<Table.Line> lines, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Reading a prompt: Mamba 130M and a Llama of equal size")
                .xAxisTitle("tokens")
                .yAxisTitle("seconds")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        boolean isDrawn =
                addLengths(chart, lines, Crossover.MAMBA, "Mamba") | addLengths(chart, lines, Crossover.LLAMA, "Llama");
        if (isDrawn) {
            save(chart, file);
        }
        return isDrawn;
    }

    private static boolean addLengths(XYChart chart, List<Table.Line> lines, String contest, String title) {
        List<Double> lengths = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (Table.Line line : lines) {
            if (line.row().contest().equals(contest)) {
                double length = Integer.parseInt(line.row().metric().substring(2));
                lengths.add(length);
                seconds.add(length / line.ours().median());
            }
        }
        if (lengths.isEmpty()) {
            return false;
        }
        chart.addSeries(title, lengths, seconds);
        return true;
    }

    private static void save(IChart chart, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ChartEncoder.saveChart(chart, out, "svg");
        }
    }
}
