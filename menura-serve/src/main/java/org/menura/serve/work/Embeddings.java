package org.menura.serve.work;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;

/** Embeddings of texts for any API. */
public final class Embeddings {
    private Embeddings() {}

    /**
     * Vectors of texts.
     *
     * @param tokens of all texts together
     */
    public record Result(List<float[]> vectors, int tokens) {}

    /** Returns the embedder of a model. */
    public static Embedder embedder(Lease lease) {
        Embedder embedder = switch (lease.model()) {
            case ServedModel.Language l -> l.model().embedder();
            case ServedModel.Joint j -> j.embedder();
            case ServedModel.Speech _, ServedModel.Pictures _ -> throw none(lease);
        };
        if (!embedder.kinds().contains(EmbeddedKind.TEXT)) {
            throw none(lease);
        }
        return embedder;
    }

    private static HttpError none(Lease lease) {
        return HttpError.invalid(
                "model", "unsupported_modality", "the model '%s' embeds no texts".formatted(lease.name()));
    }

    /**
     * Embeds texts.
     *
     * @param prompt the name of the model's prompt that stands before each text; null for its default
     * @param dimensions how many of the first components are wanted; 0 for all. The vectors have length 1
     * @param mayCut whether of texts that are too long the begin counts
     */
    public static Result of(
            Services services,
            Exchange exchange,
            Lease lease,
            List<String> texts,
            @Nullable String prompt,
            int dimensions,
            boolean mayCut)
            throws Exception {
        Embedder embedder = embedder(lease);
        if (prompt != null && !embedder.prompts().contains(prompt)) {
            throw HttpError.invalid(
                    "prompt_name",
                    "'prompt_name' is none of the model's prompts%s"
                            .formatted(
                                    embedder.prompts().isEmpty()
                                            ? "; it has none"
                                            : ": " + String.join(", ", embedder.prompts())));
        }
        embedder = prompt == null ? embedder : embedder.prompted(prompt);
        int tokens = 0;
        for (int i = 0; i < texts.size(); i++) {
            String where = texts.size() == 1 ? "input" : "input[%d]".formatted(i);
            int count = embedder.tokens(texts.get(i));
            if (texts.get(i).isEmpty()) {
                throw HttpError.invalid(where, "'%s' must not be empty".formatted(where));
            }
            if (count > embedder.window() && !mayCut) {
                throw HttpError.invalid(
                        where,
                        "context_length_exceeded",
                        "'%s' has %d tokens, but the model reads %d; shorten it"
                                .formatted(where, count, embedder.window()));
            }
            tokens += Math.min(count, embedder.window());
        }
        List<float[]> vectors = Gathering.embed(services.background(), exchange, embedder, texts);
        List<float[]> out = new ArrayList<>();
        for (float[] vector : vectors) {
            if (dimensions > vector.length) {
                throw HttpError.invalid(
                        "dimensions",
                        "'dimensions' must be at most %d with this model, not %d".formatted(vector.length, dimensions));
            }
            out.add(Embedder.unit(Arrays.copyOf(vector, dimensions == 0 ? vector.length : dimensions)));
        }
        return new Result(out, tokens);
    }

    /** Returns the bytes of a vector, 32-bit floats with the lowest byte first, in Base64. */
    public static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
