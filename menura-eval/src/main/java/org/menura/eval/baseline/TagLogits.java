package org.menura.eval.baseline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.load.LoadedModel;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.adapter.TaskConfig;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Scores the tags of words by a model that was taught to tag (token classification): log-probabilities at the first token of each word, as it
 * was taught (arXiv 1810.04805, section 5.3).
 */
public final class TagLogits {
    private final WordPasses passes;
    private final List<String> labels;

    private TagLogits(WordPasses passes, List<String> labels) {
        this.passes = passes;
        this.labels = labels;
    }

    /**
     * Opens a model.
     *
     * @throws FormatException if it is none of text, or names no tags
     */
    public static TagLogits open(Path path, Backend ops) {
        WordPasses passes = WordPasses.open(path, ops);
        Config config = passes.model().source().fields();
        List<String> labels = TaskConfig.labels(passes.model().source().config());
        boolean tags = config.texts("architectures").stream().anyMatch(a -> a.endsWith("ForTokenClassification"));
        if (!tags || labels.isEmpty()) {
            throw new FormatException(path + " was not taught to tag words (ForTokenClassification with id2label);"
                    + " teach it with the objective token-classification");
        }
        return new TagLogits(passes, labels);
    }

    /**
     * Computes log-probabilities of tags.
     *
     * @param tags the columns, of which the model may lack some
     * @return for each sentence [words, tags], in nats; negative infinity for tags that the model does not know
     */
    List<double[]> of(List<List<String>> sentences, List<String> tags) {
        int[] columns = tags.stream().mapToInt(labels::indexOf).toArray();
        if (Arrays.stream(columns).noneMatch(c -> c >= 0)) {
            throw new FormatException("the model tags words as %s, none of which is among %s".formatted(labels, tags));
        }
        List<double[]> out = new ArrayList<>();
        for (List<String> words : sentences) {
            out.add(new double[words.size() * columns.length]); // zeros: words without tokens are told nothing
        }
        passes.run(sentences, this::logits, (sentence, word, logits, _, row, tokens) -> {
            if (tokens > 0) {
                logProbabilities(logits, row, columns, out.get(sentence), word * columns.length);
            }
        });
        return out;
    }

    private void logProbabilities(float[] logits, int row, int[] columns, double[] out, int at) {
        int from = row * labels.size();
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < labels.size(); i++) {
            greatest = Math.max(greatest, logits[from + i]);
        }
        double sum = 0;
        for (int i = 0; i < labels.size(); i++) {
            sum += Math.exp(logits[from + i] - greatest);
        }
        double log = greatest + Math.log(sum);
        for (int j = 0; j < columns.length; j++) {
            out[at + j] = columns[j] < 0 ? Double.NEGATIVE_INFINITY : logits[from + columns[j]] - log;
        }
    }

    /** Logits of all rows, [rows, labels]. */
    private float[] logits(ForwardBatch step) {
        @Nullable
        Tensor logits = switch (passes.model()) {
            case LoadedModel.Encoder encoder ->
                encoder.model().outputs(encoder.model().encode(step), step).get("logits");
            case LoadedModel.Decoder decoder -> decoder.model().forward(step);
            default -> null;
        };
        if (logits == null || logits.dim(1) != labels.size()) {
            throw new FormatException("%s has no head of %d tags"
                    .formatted(passes.model().source().path(), labels.size()));
        }
        return logits.toFloats();
    }
}
