package org.menura.train.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.generate.image.TextConditions;
import org.menura.model.diffusion.Denoiser;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * The text conditions of a denoiser. Embeddings of an encoder that is not trained are cached, up to a limit; each text
 * is encoded alone, so that it does not depend on which others it meets.
 */
public final class Conditions {
    private static final long MAX_BYTES = 256L << 20;

    private final TextConditions texts;
    private final Backend ops;
    private final boolean learns;
    private final SequencedMap<String, Tensor> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * Makes the conditions of one text encoder.
     *
     * @param ops the backend of the encoder
     * @param learns whether the encoder is trained, so that nothing may be cached
     */
    public Conditions(TextConditions texts, Backend ops, boolean learns) {
        this.texts = texts;
        this.ops = ops;
        this.learns = learns;
    }

    /** Returns whether the encoder is trained. */
    public boolean learns() {
        return learns;
    }

    /** Returns the text encoders, for generating images. */
    public TextConditions texts() {
        return texts;
    }

    /** Encodes the conditions of images, one prompt each. */
    public Denoiser.Condition of(List<String> prompts) {
        if (learns) {
            return texts.of(prompts, 0, 0);
        }
        List<Tensor> each = prompts.stream().map(this::rows).toList();
        int rows = each.getFirst().dim(0);
        int width = each.getFirst().dim(1);
        float[] all = new float[Math.multiplyExact(prompts.size(), rows * width)];
        int[] lengths = new int[prompts.size()];
        for (int i = 0; i < lengths.length; i++) {
            System.arraycopy(each.get(i).floats(), each.get(i).offset(), all, i * rows * width, rows * width);
            lengths[i] = rows;
        }
        Tensor joined = Tensor.of(all, (long) prompts.size() * rows, width);
        return Denoiser.Condition.of(new Denoiser.Text(joined, Segments.ofLengths(lengths)));
    }

    /** Encodes one prompt with the encoder's present weights: [rows, width]. */
    public Tensor rows(String prompt) {
        @Nullable Tensor known = kept.get(prompt);
        if (known != null) {
            return known;
        }
        Tensor rows;
        try (Backend.Scope _ = ops.scope()) {
            Denoiser.Text text = texts.of(List.of(prompt), 0, 0).text();
            if (text == null) {
                throw new IllegalStateException("the text encoder has no rows");
            }
            rows = Tensor.of(text.rows().toFloats(), text.rows().shape().toArray());
        }
        if (!learns) {
            kept.put(prompt, rows);
            bytes += Float.BYTES * rows.elements();
            while (bytes > MAX_BYTES && kept.size() > 1) {
                bytes -= Float.BYTES * kept.pollFirstEntry().getValue().elements();
            }
        }
        return rows;
    }
}
