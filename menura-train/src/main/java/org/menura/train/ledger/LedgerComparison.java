package org.menura.train.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/** A plot of one quantity of several runs. */
public final class LedgerComparison {
    private LedgerComparison() {}

    /** A quantity that can be compared. */
    public enum Quantity {
        /** The loss of each step, smoothed. */
        LOSS("loss"),
        /** The loss on held-out text. */
        HELD_OUT("loss on held-out text"),
        /** The mean reward of each step's answers, smoothed. */
        REWARD("mean reward of the answers");

        private final String text;

        Quantity(String text) {
            this.text = text;
        }
    }

    /**
     * Draws the curves of several runs over their steps, each named by its folder.
     *
     * @param file to write, PNG or SVG by the end of its name
     * @throws FormatException if the name ends otherwise, or no run recorded the quantity
     * @throws IOException if a ledger can't be read, the plot can't be written, or this Java can't draw
     */
    public static void draw(List<LedgerReader> runs, Quantity quantity, Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".png") && !name.endsWith(".svg")) {
            throw new FormatException(file + " must end with .png or .svg, which says what is drawn");
        }
        XYChart chart = LedgerPlots.chart("", quantity.text);
        chart.getStyler()
                .setLegendPosition(quantity == Quantity.REWARD ? LegendPosition.InsideSE : LegendPosition.InsideNE);
        for (LedgerReader run : runs) {
            LedgerPlots.add(chart, title(chart, run), points(run, quantity));
        }
        if (chart.getSeriesCollection().isEmpty()) {
            throw new FormatException("none of the runs recorded a " + quantity.text);
        }
        byte[] image;
        try {
            image = ChartEncoder.getBytes(chart, name.substring(name.length() - 3));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException("the plot could not be drawn (has this Java fonts?): " + e.getMessage(), e);
        }
        OutputFile.write(file, image);
    }

    /** The folder's name, or its path where another folder has that name. */
    private static String title(XYChart chart, LedgerReader run) {
        Path folder = run.folder().toAbsolutePath().normalize();
        Path name = folder.getFileName();
        boolean isFree = name != null && chart.getSeries(name.toString()) == null;
        return isFree ? name.toString() : folder.toString();
    }

    private static List<LedgerPlots.Point> points(LedgerReader run, Quantity quantity) throws IOException {
        return switch (quantity) {
            case LOSS -> LedgerPlots.curve(run.records(), StepRecord::loss);
            case HELD_OUT -> LedgerPlots.heldOut(run.evaluations());
            case REWARD -> LedgerPlots.curve(run.records(), LedgerPlots::reward);
        };
    }
}
