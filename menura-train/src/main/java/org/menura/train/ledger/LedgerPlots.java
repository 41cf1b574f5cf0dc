package org.menura.train.ledger;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.menura.format.OutputFile;

/**
 * Plots of a run's loss, learning rate and reward in the folder {@code plots}, as PNG and SVG; drawn without a screen.
 */
public final class LedgerPlots {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int MOST_POINTS = 2000;
    private static final double SMOOTHING = 0.95;
    private static final String REWARD = "reward";
    static final Color PALE = new Color(0xB0C4DE);
    static final Color STRONG = new Color(0x1F4E9C);
    static final Color OTHER = new Color(0xC0392B);

    private LedgerPlots() {}

    /**
     * Draws {@code loss}, {@code learning-rate} and, where there are rewards, {@code reward}, and overwrites existing
     * plots.
     *
     * @return whether there was anything to draw
     * @throws IOException if the ledger can't be read, the plots can't be written, or this Java can't draw
     */
    public static boolean draw(LedgerReader ledger) throws IOException {
        List<StepRecord> records = ledger.records();
        List<Point> losses = points(records, StepRecord::loss);
        if (losses.isEmpty()) {
            return false;
        }
        Path folder = ledger.folder().resolve(LedgerFiles.PLOTS);
        Files.createDirectories(folder);
        try {
            XYChart loss = chart("Loss", "loss");
            loss.getStyler().setLegendPosition(LegendPosition.InsideNE);
            add(loss, "each step", thinned(losses), PALE);
            add(loss, "smoothed", thinned(smoothed(losses, SMOOTHING)), STRONG);
            add(loss, "held out", heldOut(ledger.evaluations()), OTHER);
            save(loss, folder, "loss");

            XYChart rate = chart("Learning rate", "learning rate");
            rate.getStyler().setLegendVisible(false);
            add(rate, "learning rate", thinned(points(records, StepRecord::learningRate)), STRONG);
            save(rate, folder, "learning-rate");

            List<Point> rewards = points(records, LedgerPlots::reward);
            if (!rewards.isEmpty()) {
                XYChart reward = chart("Reward", "mean reward of the answers");
                reward.getStyler().setLegendPosition(LegendPosition.InsideSE);
                add(reward, "each step", thinned(rewards), PALE);
                add(reward, "smoothed", thinned(smoothed(rewards, SMOOTHING)), STRONG);
                save(reward, folder, REWARD);
            }
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("the plots could not be drawn (has this Java fonts?): " + e.getMessage(), e);
        }
        return true;
    }

    record Point(double step, double value) {}

    static double reward(StepRecord record) {
        return record.metrics().getOrDefault(REWARD, Double.NaN);
    }

    /** A quantity of the steps, smoothed, in as many points as one can see. */
    static List<Point> curve(List<StepRecord> records, ToDoubleFunction<StepRecord> value) {
        return thinned(smoothed(points(records, value), SMOOTHING));
    }

    /** The values that can be drawn: infinite and undefined ones can't. */
    private static List<Point> points(List<StepRecord> records, ToDoubleFunction<StepRecord> value) {
        return records.stream()
                .map(r -> new Point(r.step(), value.applyAsDouble(r)))
                .filter(p -> Double.isFinite(p.value()))
                .toList();
    }

    /** Losses on held-out text after the first step; before it they would squeeze all others. */
    static List<Point> heldOut(List<EvaluationRecord> evaluations) {
        return evaluations.stream()
                .filter(e -> e.step() > 0 && e.metrics().containsKey("loss"))
                .map(e -> new Point(e.step(), e.metrics().get("loss")))
                .filter(p -> Double.isFinite(p.value()))
                .toList();
    }

    /** An exponential moving average without its bias to 0 (Kingma and Ba, arXiv 1412.6980, section 3). */
    static List<Point> smoothed(List<Point> points, double decay) {
        List<Point> out = new ArrayList<>();
        double average = 0;
        double weight = 0;
        for (Point p : points) {
            average = decay * average + (1 - decay) * p.value();
            weight = decay * weight + (1 - decay);
            out.add(new Point(p.step(), average / weight));
        }
        return out;
    }

    /** At most {@link #MOST_POINTS} points, each the mean of as many neighbours. */
    static List<Point> thinned(List<Point> points) {
        int group = Math.ceilDiv(points.size(), MOST_POINTS);
        if (group <= 1) {
            return points;
        }
        List<Point> out = new ArrayList<>();
        for (int i = 0; i < points.size(); i += group) {
            List<Point> some = points.subList(i, Math.min(points.size(), i + group));
            double step = 0;
            double value = 0;
            for (Point p : some) {
                step += p.step();
                value += p.value();
            }
            out.add(new Point(step / some.size(), value / some.size()));
        }
        return out;
    }

    static XYChart chart(String title, String quantity) {
        return new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("step")
                .yAxisTitle(quantity)
                .build();
    }

    private static void add(XYChart chart, String name, List<Point> points, Color color) {
        add(chart, name, points);
        XYSeries series = chart.getSeries(name);
        if (series != null) {
            series.setLineColor(color);
        }
    }

    /** A line in the next colour; nothing where there is nothing to draw. */
    static void add(XYChart chart, String name, List<Point> points) {
        if (points.isEmpty()) {
            return;
        }
        double[] x = points.stream().mapToDouble(Point::step).toArray();
        double[] y = points.stream().mapToDouble(Point::value).toArray();
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
    }

    static void save(XYChart chart, Path folder, String name) throws IOException {
        for (String format : List.of("png", "svg")) {
            byte[] image = ChartEncoder.getBytes(chart, format);
            OutputFile.write(folder.resolve(name + "." + format), image);
        }
    }
}
