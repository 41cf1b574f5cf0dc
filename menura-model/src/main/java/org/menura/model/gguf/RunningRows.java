package org.menura.model.gguf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.model.weights.RowLayout;
import org.menura.tensor.Tensor;

/**
 * The outputs of linear layers as a model that runs from a GGUF file has them: what lies between the layout of
 * checkpoints and that of running models, column by column.
 */
final class RunningRows implements RowLayout {
    private record Place(Mapping checkpoint, Mapping running) {}

    private final Map<String, Place> places = new HashMap<>();

    /** The rows of an architecture of which both layouts are known. */
    RunningRows(Layout checkpoint, Layout running) {
        Map<String, Mapping> byFile = new HashMap<>();
        running.mappings().forEach(m -> byFile.put(m.gguf(), m));
        for (Mapping m : checkpoint.mappings()) {
            Mapping same = byFile.get(m.gguf());
            if (m.isRead() && same != null) {
                for (String name : m.huggingFace()) {
                    places.putIfAbsent(name, new Place(m, same));
                }
            }
        }
    }

    @Override
    public Tensor whole(String name, Tensor parameter) {
        Place place = single(name);
        if (place == null) {
            return parameter;
        }
        Tensor stored = place.checkpoint().conversion().toGguf(List.of(parameter));
        return place.running().conversion().toHuggingFace(stored, 0);
    }

    @Override
    public Tensor arrange(String weight, Tensor rows) {
        Place place = single(weight);
        return place == null ? rows : moved(rows, place.checkpoint(), place.running());
    }

    @Override
    public Tensor restore(String weight, Tensor rows) {
        Place place = single(weight);
        return place == null ? rows : moved(rows, place.running(), place.checkpoint());
    }

    @Override
    public boolean transposes(String weight) {
        Place place = single(weight);
        return place != null
                && place.checkpoint().conversion().equals(Conversions.transposed())
                && !place.running().conversion().equals(Conversions.transposed());
    }

    /** Where a weight lies, unless it shares a tensor of the file: those keep their rows' order in it. */
    private @Nullable Place single(String weight) {
        Place place = places.get(weight);
        return place == null || place.checkpoint().huggingFace().size() > 1 ? null : place;
    }

    /** From one layout to the other. */
    private static Tensor moved(Tensor rows, Mapping from, Mapping to) {
        return byColumns(
                rows, column -> to.conversion().toHuggingFace(from.conversion().toGguf(List.of(column)), 0));
    }

    /**
     * Moves the rows of a matrix as a conversion moves those of a weight, column by column: a weight that is stored the other
     * way round is so in both its sizes.
     *
     * @param conversion of [rows, 1], which may leave out some
     */
    static Tensor byColumns(Tensor rows, UnaryOperator<Tensor> conversion) {
        int count = rows.dim(0);
        int width = rows.dim(1);
        float[] in = rows.toFloats();
        float[] out = new float[0];
        int moved = 0;
        for (int c = 0; c < width; c++) {
            float[] column = new float[count];
            for (int r = 0; r < count; r++) {
                column[r] = in[r * width + c];
            }
            column = conversion.apply(Tensor.of(column, count, 1)).toFloats();
            if (c == 0) {
                moved = column.length;
                out = new float[moved * width];
            }
            for (int r = 0; r < moved; r++) {
                out[r * width + c] = column[r];
            }
        }
        return Tensor.of(out, moved, width);
    }
}
