package org.menura.model.gguf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        Place place = places.get(name);
        return place == null || place.checkpoint().huggingFace().size() > 1
                ? parameter
                : place.running()
                        .conversion()
                        .toHuggingFace(place.checkpoint().conversion().toGguf(List.of(parameter)), 0);
    }

    @Override
    public Tensor arrange(String weight, Tensor rows) {
        Place place = places.get(weight);
        if (place == null || place.checkpoint().huggingFace().size() > 1) {
            return rows; // matrices that share a tensor of the file keep their rows' order in it
        }
        int count = rows.dim(0);
        int width = rows.dim(1);
        float[] in = rows.toFloats();
        float[] out = new float[in.length];
        for (int c = 0; c < width; c++) {
            Tensor column = Tensor.zeros(count, 1);
            for (int r = 0; r < count; r++) {
                column.floats()[r] = in[r * width + c];
            }
            float[] moved = place.running()
                    .conversion()
                    .toHuggingFace(place.checkpoint().conversion().toGguf(List.of(column)), 0)
                    .toFloats();
            for (int r = 0; r < count; r++) {
                out[r * width + c] = moved[r];
            }
        }
        return Tensor.of(out, count, width);
    }
}
