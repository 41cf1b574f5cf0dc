package org.menura.eval.baseline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.generate.load.LoadedModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Describes words by the states of a language model that is not trained any further: the mean over the chosen layers and over the word's
 * tokens. The model may be an encoder or a decoder; of a decoder's states, each knows what stands before it only.
 */
public final class ModelVectors implements WordVectors {
    private final Path path;
    private final List<Integer> layers;
    private final WordPasses passes;
    private final int width;

    private ModelVectors(Path path, List<Integer> layers, WordPasses passes) {
        this.path = path;
        this.layers = List.copyOf(layers);
        this.passes = passes;
        this.width = of(List.of("a"))[0].length;
    }

    /**
     * Opens a model.
     *
     * @param layers which layers' outputs count, from 0 on; negative ones from the last, which is -1
     * @throws FormatException if it is none of text, or has no such layer
     */
    public static ModelVectors open(Path path, List<Integer> layers, Backend ops) {
        if (layers.isEmpty()) {
            throw new FormatException("Word vectors need a layer at least, such as -1, the last.");
        }
        return new ModelVectors(path, layers, WordPasses.open(path, ops));
    }

    /** Returns the model's file or folder. */
    public Path path() {
        return path;
    }

    /** Lists the layers whose outputs count. */
    public List<Integer> layers() {
        return layers;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public float[][] of(List<String> words) {
        return ofAll(List.of(words)).getFirst();
    }

    @Override
    public List<float[][]> ofAll(List<List<String>> sentences) {
        List<float[][]> out = new ArrayList<>();
        sentences.forEach(words -> out.add(new float[words.size()][width]));
        passes.run(
                sentences,
                this::states,
                (sentence, word, states, segments, row, tokens) ->
                        out.get(sentence)[word] = mean(states, segments.rows(), row, tokens));
        return out;
    }

    private static float[] mean(List<float[]> states, int rows, int from, int count) {
        int width = states.getFirst().length / rows;
        float[] mean = new float[width];
        for (int d = 0; d < width && count > 0; d++) {
            double sum = 0;
            for (float[] layer : states) {
                for (int r = from; r < from + count; r++) {
                    sum += layer[r * width + d];
                }
            }
            mean[d] = (float) (sum / count / states.size());
        }
        return mean;
    }

    /** The states of each chosen layer, [rows, hidden]. */
    private List<float[]> states(ForwardBatch step) {
        Map<String, Tensor> seen = new HashMap<>();
        LoadedModel model = passes.model();
        switch (model) {
            case LoadedModel.Encoder encoder -> {
                Tensor _ = encoder.model().encode(step.withObserver(seen::put));
            }
            case LoadedModel.Decoder decoder -> {
                Tensor _ = decoder.model().forward(step.withOutputs(0).withObserver(seen::put));
            }
            default -> throw new IllegalStateException("no model of text");
        }
        int count = (int) IntStream.iterate(0, i -> seen.containsKey("layer." + i), i -> i + 1)
                .count();
        return layers.stream()
                .map(layer -> seen.get("layer." + (layer < 0 ? count + layer : layer)))
                .map(tensor -> {
                    if (tensor == null) {
                        throw new FormatException("%s has %d layers, so there is none of %s."
                                .formatted(model.source().path(), count, layers));
                    }
                    return tensor.toFloats();
                })
                .toList();
    }
}
