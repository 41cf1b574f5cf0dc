package org.menura.eval.baseline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.menura.data.SpecialTokens;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.PassKind;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * Describes words by the states of a language model that is not trained any further: the mean over the chosen layers and over the word's
 * tokens. The model may be an encoder or a decoder; of a decoder's states, each knows what stands before it only.
 */
public final class ModelVectors implements WordVectors {
    /** Tokens that pass through the model at once. */
    private static final int ROWS = 1024;

    /** Words of a stretch of a sentence, with the tokens of each and where these begin. */
    private record Stretch(int sentence, int firstWord, int[] ids, int[] starts, int[] lengths) {}

    private final Path path;
    private final LoadedModel model;
    private final List<Integer> layers;
    private final Backend ops;
    private final SpecialTokens frame;
    private final String gap;
    private final int window;
    private final int width;

    private ModelVectors(Path path, LoadedModel model, List<Integer> layers, Backend ops, int window) {
        this.path = path;
        this.model = model;
        this.layers = List.copyOf(layers);
        this.ops = ops;
        this.window = window;
        Tokenizer tokenizer = model.text().tokenizer();
        this.frame = SpecialTokens.of(tokenizer);
        int[] both = tokenizer.encode("a a", false, false);
        int[] first = tokenizer.encode("a", false, false);
        int[] spaced = tokenizer.encode(" a", false, false);
        this.gap = both.length == first.length + spaced.length
                        && Arrays.equals(Arrays.copyOfRange(both, first.length, both.length), spaced)
                ? " "
                : "";
        this.width = of(List.of("a"))[0].length;
    }

    /**
     * Opens a model.
     *
     * @param layers which layers' outputs count, from 0 on; negative ones from the last, which is -1
     * @throws FormatException if it is none of text, or has no such layer
     */
    public static ModelVectors open(Path path, List<Integer> layers, Backend ops) {
        LoadedModel model = LoadedModel.open(path, ops);
        int window =
                switch (model) {
                    case LoadedModel.Encoder encoder -> encoder.model().contextLength();
                    case LoadedModel.Decoder decoder -> Math.min(512, decoder.model().contextLength());
                    default -> throw new FormatException(
                            path + " reads no text by itself; word vectors come from a text encoder or a decoder");
                };
        if (layers.isEmpty()) {
            throw new FormatException("Word vectors need a layer at least, such as -1, the last.");
        }
        return new ModelVectors(path, model, layers, ops, window);
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
        List<Stretch> stretches = new ArrayList<>();
        for (int s = 0; s < sentences.size(); s++) {
            out.add(new float[sentences.get(s).size()][width]);
            cut(s, sentences.get(s), stretches);
        }
        stretches.sort(Comparator.comparingInt(stretch -> stretch.ids.length));
        int from = 0;
        while (from < stretches.size()) {
            PassKind kind = PassKind.ofPrompt(stretches.get(from).ids.length);
            int to = from;
            int rows = 0;
            while (to < stretches.size()
                    && (to == from || rows + stretches.get(to).ids.length <= ROWS)
                    && kind.equals(PassKind.ofPrompt(stretches.get(to).ids.length))) {
                rows += stretches.get(to++).ids.length;
            }
            pass(stretches.subList(from, to), kind, out);
            from = to;
        }
        return out;
    }

    /** Cuts a sentence where the model's window ends. */
    private void cut(int sentence, List<String> words, List<Stretch> stretches) {
        List<int[]> pieces = new ArrayList<>();
        int length = frame.length();
        int first = 0;
        for (int w = 0; w < words.size(); w++) {
            int[] ids = model.text().tokenizer().encode((w == 0 ? "" : gap) + words.get(w), false, false);
            if (length + ids.length > window && !pieces.isEmpty()) {
                stretches.add(stretch(sentence, first, pieces));
                pieces.clear();
                length = frame.length();
                first = w;
            }
            int[] fitted = Arrays.copyOf(ids, Math.min(ids.length, window - frame.length()));
            pieces.add(fitted);
            length += fitted.length;
        }
        if (!pieces.isEmpty()) {
            stretches.add(stretch(sentence, first, pieces));
        }
    }

    private Stretch stretch(int sentence, int first, List<int[]> pieces) {
        int[] ids = frame.around(pieces.stream().flatMapToInt(Arrays::stream).toArray());
        int[] starts = new int[pieces.size()];
        int[] lengths = new int[pieces.size()];
        int at = frame.before().length;
        for (int w = 0; w < starts.length; w++) {
            starts[w] = at;
            lengths[w] = pieces.get(w).length;
            at += lengths[w];
        }
        return new Stretch(sentence, first, ids, starts, lengths);
    }

    private void pass(List<Stretch> stretches, PassKind kind, List<float[][]> out) {
        List<Stretch> full = stretches.stream().filter(s -> s.ids.length > 0).toList();
        if (full.isEmpty()) {
            return;
        }
        try (Backend.Scope _ = kind.scope(ops)) {
            ForwardBatch step = ForwardBatch.whole(full.stream().map(s -> s.ids).toArray(int[][]::new));
            Segments segments = step.segments();
            List<float[]> states = states(step);
            for (int s = 0; s < full.size(); s++) {
                Stretch stretch = full.get(s);
                for (int w = 0; w < stretch.starts.length; w++) {
                    int row = segments.start(s) + stretch.starts[w];
                    out.get(stretch.sentence)[stretch.firstWord + w] =
                            mean(states, segments.rows(), row, stretch.lengths[w]);
                }
            }
        }
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
        switch (model) {
            case LoadedModel.Encoder encoder -> {
                Segments segments = step.segments();
                int[] positions = new int[segments.rows()];
                for (int s = 0; s < segments.count(); s++) {
                    for (int i = 0; i < segments.length(s); i++) {
                        positions[segments.start(s) + i] = encoder.model().position(i);
                    }
                }
                Tensor _ = encoder.model().encode(step.withPositions(positions).withObserver(seen::put));
            }
            case LoadedModel.Decoder decoder -> {
                Tensor _ = decoder.model().forward(step.withOutputs(0).withObserver(seen::put));
            }
            default -> throw new IllegalStateException("no model of text");
        }
        int count = (int) IntStream.iterate(0, i -> seen.containsKey("layer." + i), i -> i + 1).count();
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
