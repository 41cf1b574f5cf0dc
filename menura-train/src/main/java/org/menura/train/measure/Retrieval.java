package org.menura.train.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.menura.data.Examples;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.train.media.AugmentedImage;
import org.menura.train.task.ImageTexts;

/**
 * Image-text retrieval on held-out images, in both directions: the share for which one that belongs is the nearest
 * (recall@1) or among the five nearest (recall@5), and the loss of batches.
 *
 * @param reader the model
 * @param examples held-out images with texts, by source
 * @param perBatch images per batch
 */
public record Retrieval(ImageTexts reader, List<Examples<List<AugmentedImage>>> examples, int perBatch)
        implements Metric {
    private static final int FEW = 5;

    @Override
    public SequencedMap<String, Double> now() {
        List<AugmentedImage> all = new ArrayList<>();
        for (Examples<List<AugmentedImage>> source : examples) {
            for (long i = 0; i < source.count(); i++) {
                all.addAll(source.example(i, new Rng(0, i)));
            }
        }
        int n = all.size();
        Tensor texts = embedded(all, reader::texts); // [looks, width]
        Tensor pictures = embedded(all, reader::pictures);
        double loss = 0;
        double[][] found = new double[2][2]; // of pictures for texts and texts for pictures, at 1 and 5
        for (int from = 0; from < n; from += perBatch) {
            int to = Math.min(n, from + perBatch);
            loss += (to - from) * loss(all.subList(from, to), texts.rows(from, to), pictures.rows(from, to)) / n;
            count(all, from, logits(texts.rows(from, to), pictures), found[0]);
            count(all, from, logits(pictures.rows(from, to), texts), found[1]);
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", loss);
        metrics.put("text_to_image_recall@1", found[0][0] / n);
        metrics.put("text_to_image_recall@5", found[0][1] / n);
        metrics.put("image_to_text_recall@1", found[1][0] / n);
        metrics.put("image_to_text_recall@5", found[1][1] / n);
        metrics.put("pairs", (double) n);
        return metrics;
    }

    private double loss(List<AugmentedImage> looks, Tensor texts, Tensor pictures) {
        Backend ops = reader.model().ops();
        try (Backend.Scope _ = ops.scope()) {
            return reader.evaluate(reader.model().similarity(texts, pictures), looks)
                    .loss();
        }
    }

    private Tensor embedded(List<AugmentedImage> all, Function<List<AugmentedImage>, Tensor> of) {
        Backend ops = reader.model().ops();
        float[] out = new float[0];
        int width = 0;
        for (int from = 0; from < all.size(); from += perBatch) {
            try (Backend.Scope _ = ops.scope()) {
                Tensor rows = of.apply(all.subList(from, Math.min(all.size(), from + perBatch)));
                width = rows.dim(1);
                out = out.length == 0 ? new float[Math.multiplyExact(all.size(), width)] : out;
                System.arraycopy(rows.toFloats(), 0, out, from * width, Math.toIntExact(rows.elements()));
            }
        }
        return Tensor.of(out, all.size(), width);
    }

    /** [rows of a, rows of b]; the scale and bias of the logits change no order. */
    private float[][] logits(Tensor a, Tensor b) {
        Backend ops = reader.model().ops();
        try (Backend.Scope _ = ops.scope()) {
            float[] flat = ops.linear(a, b, null).toFloats();
            float[][] out = new float[a.dim(0)][b.dim(0)];
            for (int i = 0; i < flat.length; i++) {
                out[i / b.dim(0)][i % b.dim(0)] = flat[i];
            }
            return out;
        }
    }

    private static void count(List<AugmentedImage> all, int from, float[][] logits, double[] found) {
        for (int i = 0; i < logits.length; i++) {
            float[] row = logits[i];
            AugmentedImage own = all.get(from + i);
            float best = Float.NEGATIVE_INFINITY;
            for (int j = 0; j < row.length; j++) {
                best = belongs(own, all.get(j)) ? Math.max(best, row[j]) : best;
            }
            int nearer = 0;
            for (int j = 0; j < row.length; j++) {
                nearer += !belongs(own, all.get(j)) && row[j] >= best ? 1 : 0;
            }
            found[0] += nearer < 1 ? 1 : 0;
            found[1] += nearer < FEW ? 1 : 0;
        }
    }

    private static boolean belongs(AugmentedImage a, AugmentedImage b) {
        return a.text().equals(b.text()) || a.file().equals(b.file());
    }
}
