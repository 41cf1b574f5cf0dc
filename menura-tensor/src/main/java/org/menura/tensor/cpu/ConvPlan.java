package org.menura.tensor.cpu;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.Grid;
import org.menura.tensor.Window;

/**
 * What a convolution reads for each of its results. Those of a plain one are one part; a transposed one falls into as
 * many parts as there are results with other taps.
 */
record ConvPlan(Grid in, Grid out, Window window, boolean transposed, List<Part> parts) {
    /** Results that have the same taps. */
    record Part(ConvAxis down, ConvAxis across) {
        int taps() {
            return down.taps().length * across.taps().length;
        }
    }

    static ConvPlan forward(Grid in, Window w) {
        Grid out = w.out(in);
        ConvAxis down =
                ConvAxis.forward(in.height(), out.height(), w.kernelY(), w.strideY(), w.padTop(), w.dilationY());
        ConvAxis across =
                ConvAxis.forward(in.width(), out.width(), w.kernelX(), w.strideX(), w.padLeft(), w.dilationX());
        return new ConvPlan(in, out, w, false, List.of(new Part(down, across)));
    }

    static ConvPlan transposed(Grid in, Window w, Grid out) {
        List<ConvAxis> lines =
                ConvAxis.transposed(in.height(), out.height(), w.kernelY(), w.strideY(), w.padTop(), w.dilationY());
        List<ConvAxis> rows =
                ConvAxis.transposed(in.width(), out.width(), w.kernelX(), w.strideX(), w.padLeft(), w.dilationX());
        List<Part> parts = new ArrayList<>();
        lines.forEach(down -> rows.forEach(across -> parts.add(new Part(down, across))));
        return new ConvPlan(in, out, w, true, parts);
    }

    /** Rows of the result that belong to a part. */
    int rows(Part part) {
        return in.count() * part.down.outs().length * part.across.outs().length;
    }

    /** The row of the result that row {@code r} of a part is. */
    int outRow(Part part, int r) {
        int width = part.across.outs().length;
        int line = r / width;
        int height = part.down.outs().length;
        int y = part.down.outs()[line % height];
        return (line / height * out.height() + y) * out.width() + part.across.outs()[r % width];
    }

    /** The first row of the input's line that tap {@code tap} of line {@code line} of a part reads, or -1. */
    int lineRead(Part part, int line, int tap) {
        int height = part.down.outs().length;
        int y = part.down.sources()[line % height * part.down.taps().length + tap];
        return y < 0 ? -1 : (line / height * in.height() + y) * in.width();
    }
}
