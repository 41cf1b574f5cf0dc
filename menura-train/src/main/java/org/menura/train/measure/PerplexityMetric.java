package org.menura.train.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.menura.data.Cursor;
import org.menura.data.TextTokenizer;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * The perplexity of a language model on texts, with mean loss per token and bits per byte of the files.
 *
 * @param model that predicts
 * @param files of texts
 * @param reader opens one of them
 * @param encoder makes tokens of a text
 * @param length number of predictions in each piece that texts are cut into, which sees itself only
 */
public record PerplexityMetric(
        CausalModel model, List<Path> files, Function<Path, Cursor<String>> reader, TextTokenizer encoder, int length)
        implements Metric {
    /** Rows that go through the model at a time. */
    private static final int ROWS = 2048;

    @Override
    public SequencedMap<String, Double> now() throws IOException {
        double nats = 0;
        long count = 0;
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
            List<int[]> waiting = new ArrayList<>();
            int rows = 0;
            try (Cursor<String> cursor = reader.apply(file)) {
                for (String document = cursor.next(); document != null; document = cursor.next()) {
                    int[] ids = encoder.encode(document).ids();
                    for (int from = 0; from + 1 < ids.length; from += length) {
                        int[] piece = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + length + 1));
                        waiting.add(piece);
                        rows += piece.length;
                        count += piece.length - 1;
                        if (rows >= ROWS) {
                            nats += nats(waiting);
                            waiting.clear();
                            rows = 0;
                        }
                    }
                }
            }
            nats += waiting.isEmpty() ? 0 : nats(waiting);
        }
        double loss = nats / count;
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", loss);
        metrics.put("perplexity", Math.exp(loss));
        metrics.put("bits_per_byte", nats / Math.log(2) / bytes);
        metrics.put("tokens", (double) count);
        return metrics;
    }

    private double nats(List<int[]> sequences) {
        Backend ops = model.ops();
        int[] targets = sequences.stream()
                .flatMapToInt(s -> IntStream.concat(Arrays.stream(s, 1, s.length), IntStream.of(-1)))
                .toArray();
        try (Backend.Scope _ = ops.scope()) {
            Tensor losses =
                    ops.crossEntropy(model.forward(ForwardBatch.whole(sequences.toArray(int[][]::new))), targets);
            double sum = 0;
            for (float l : losses.toFloats()) {
                sum += l;
            }
            return sum;
        }
    }
}
