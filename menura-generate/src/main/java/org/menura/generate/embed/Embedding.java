package org.menura.generate.embed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.image.Image;
import org.menura.format.json.Json;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.Processors;
import org.menura.generate.session.ContextOverflowException;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Tensor;

/**
 * Texts as vectors: what an encoder makes of each token, or a decoder's final norm, pooled over the tokens.
 */
public final class Embedding {
    /** How the rows of a text become one. */
    public enum Pooling {
        /** Mean of all tokens. */
        MEAN,
        /** The first token, BERT's {@code [CLS]}. */
        CLS,
        /** The last token. */
        LAST
    }

    private final LoadedModel bundle;
    private final Pooling pooling;
    private final boolean normalized;

    /**
     * Embeddings of a model.
     *
     * @param pooling null for what the model's {@code 1_Pooling/config.json} says, else the mean for encoders and the
     *     last token for decoders
     * @param normalized whether vectors have length 1
     */
    public Embedding(LoadedModel bundle, @Nullable Pooling pooling, boolean normalized) {
        this.bundle = bundle;
        this.pooling = pooling == null ? usual(bundle) : pooling;
        this.normalized = normalized;
    }

    private static Pooling usual(LoadedModel bundle) {
        HfFolder folder = bundle.source().folder();
        Path file = folder == null ? null : folder.file("1_Pooling").resolve("config.json");
        if (file != null && Files.exists(file)) {
            JsonNode config = Json.parse(file);
            if (config.path("pooling_mode_cls_token").asBoolean()) {
                return Pooling.CLS;
            }
            if (config.path("pooling_mode_lasttoken").asBoolean()) {
                return Pooling.LAST;
            }
            return Pooling.MEAN;
        }
        return bundle instanceof LoadedModel.Decoder ? Pooling.LAST : Pooling.MEAN;
    }

    /**
     * The vector of a text.
     *
     * @throws ContextOverflowException if the text is too long for the model
     * @throws IllegalArgumentException if the text has no tokens
     */
    public float[] of(String text) {
        int[] ids = bundle.text().tokenizer().encode(text, true, false);
        if (ids.length == 0) {
            throw new IllegalArgumentException("an empty text has no embedding");
        }
        if (bundle instanceof LoadedModel.Dual d) {
            return d.model()
                    .embedTexts(ForwardBatch.whole(d.model().fitted(ids)))
                    .toFloats();
        }
        return scaled(pooled(rows(ids)));
    }

    /**
     * The vector of a picture: in one space with those of texts, of length 1, where the model embeds both.
     *
     * @throws FormatException if the model embeds no pictures
     */
    public float[] of(Image picture) {
        ImageProcessor processor = Processors.pictures(bundle.source());
        Tensor pixels = processor.pixels(List.of(processor.prepare(picture)));
        return switch (bundle) {
            case LoadedModel.Dual d -> d.model().embedImages(pixels).toFloats();
            case LoadedModel.Images i -> {
                Features rows = i.model().encode(pixels);
                Map<String, Tensor> outputs = i.model().outputs(rows);
                Tensor best = outputs.getOrDefault("image_embeds", outputs.get("pooler_output"));
                yield scaled(best == null ? pooled(rows.rows()) : best.toFloats());
            }
            default ->
                throw new FormatException(
                        bundle.source().path() + " embeds texts, not pictures; CLIP, SigLIP and ViT do");
        };
    }

    private float[] scaled(float[] out) {
        return normalized ? unit(out) : out;
    }

    /** A vector scaled to length 1, in its place; zeros stay zeros. */
    public static float[] unit(float[] out) {
        double squares = 0;
        for (float v : out) {
            squares += (double) v * v;
        }
        float scale = (float) (1 / Math.max(Math.sqrt(squares), 1e-12));
        for (int i = 0; i < out.length; i++) {
            out[i] *= scale;
        }
        return out;
    }

    /** The model. */
    public LoadedModel bundle() {
        return bundle;
    }

    /** [tokens, hidden] */
    private Tensor rows(int[] ids) {
        return switch (bundle) {
            case LoadedModel.Decoder d -> {
                check(ids.length, d.model().contextLength());
                Map<String, Tensor> seen = new HashMap<>();
                Tensor logits = d.model().forward(ForwardBatch.whole(ids).withObserver(seen::put));
                yield seen.getOrDefault("norm", logits);
            }
            case LoadedModel.Encoder e -> {
                TextEncoder model = e.model();
                check(ids.length, model.contextLength());
                int[] positions =
                        IntStream.range(0, ids.length).map(model::position).toArray();
                yield model.encode(ForwardBatch.whole(ids).withPositions(positions));
            }
            case LoadedModel.Seq2Seq s -> s.model().encode(ForwardBatch.whole(ids));
            case LoadedModel.Images i ->
                throw new FormatException(
                        i.source().path() + " embeds pictures, not texts; CLIP and SigLIP embed both");
            case LoadedModel.Speech s ->
                throw new FormatException(s.source().path() + " hears sounds; it embeds no texts");
            case LoadedModel.Dual _ -> throw new IllegalStateException("its texts are pooled by the model");
        };
    }

    private static void check(int length, int context) {
        if (length > context) {
            throw new ContextOverflowException(length, context);
        }
    }

    private float[] pooled(Tensor rows) {
        int count = rows.dim(0);
        return switch (pooling) {
            case CLS -> rows.rows(0, 1).toFloats();
            case LAST -> rows.rows(count - 1, count).toFloats();
            case MEAN -> {
                float[] all = rows.toFloats();
                int width = rows.dim(1);
                float[] out = new float[width];
                for (int i = 0; i < width; i++) {
                    double sum = 0;
                    for (int r = 0; r < count; r++) {
                        sum += all[r * width + i];
                    }
                    out[i] = (float) (sum / count);
                }
                yield out;
            }
        };
    }
}
