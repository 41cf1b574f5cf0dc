package org.menura.serve.work;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
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
    /** What llama.cpp scales the largest component to. */
    private static final double MOST_SHORT = 32760;

    private Embeddings() {}

    /**
     * Vectors of texts.
     *
     * @param tokens of all texts together
     */
    public record Result(List<float[]> vectors, int tokens) {}

    /**
     * What is to be embedded: a text, or all tokens of one.
     *
     * @param text null if there are tokens
     * @param ids null if there is a text
     */
    public record Input(@Nullable String text, int @Nullable [] ids) {
        private static Input of(String text) {
            return new Input(text, null);
        }

        private int tokens(Embedder embedder) {
            return ids == null ? embedder.tokens(String.valueOf(text)) : ids.length;
        }

        private boolean isEmpty() {
            return ids == null ? text == null || text.isEmpty() : ids.length == 0;
        }
    }

    /**
     * How texts are embedded.
     *
     * @param prompt the name of the model's prompt that stands before each text; null for its default
     * @param dimensions how many of the first components are wanted; 0 for all
     * @param mayCut whether of texts that are too long the begin counts
     * @param scaled whether the vectors get length 1
     */
    public record Form(@Nullable String prompt, int dimensions, boolean mayCut, boolean scaled) {
        /** Whole vectors of length 1, of texts that the model reads whole. */
        public static final Form USUAL = new Form(null, 0, false, true);
    }

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

    /** Embeds texts; see {@link #ofInputs}. */
    public static Result of(Services services, Exchange exchange, Lease lease, List<String> texts, Form form)
            throws Exception {
        return ofInputs(services, exchange, lease, texts.stream().map(Input::of).toList(), form);
    }

    /**
     * Embeds texts.
     *
     * @param texts some as tokens, before which no prompt stands
     */
    public static Result ofInputs(Services services, Exchange exchange, Lease lease, List<Input> texts, Form form)
            throws Exception {
        Embedder embedder = embedder(lease);
        String prompt = form.prompt();
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
        embedder = form.scaled() ? embedder : embedder.unscaled();
        int tokens = 0;
        for (int i = 0; i < texts.size(); i++) {
            String where = texts.size() == 1 ? "input" : "input[%d]".formatted(i);
            int count = texts.get(i).tokens(embedder);
            if (texts.get(i).isEmpty()) {
                throw HttpError.invalid(where, "'%s' must not be empty".formatted(where));
            }
            if (count > embedder.window() && !form.mayCut()) {
                throw HttpError.invalid(
                        where,
                        "context_length_exceeded",
                        "'%s' has %d tokens, but the model reads %d; shorten it"
                                .formatted(where, count, embedder.window()));
            }
            tokens += Math.min(count, embedder.window());
        }
        List<float[]> vectors = vectors(services, exchange, embedder, texts);
        List<float[]> out = new ArrayList<>();
        for (float[] vector : vectors) {
            int most = form.dimensions();
            if (most > vector.length) {
                throw HttpError.invalid(
                        "dimensions",
                        "'dimensions' must be at most %d with this model, not %d".formatted(vector.length, most));
            }
            float[] own = Arrays.copyOf(vector, most == 0 ? vector.length : most);
            out.add(form.scaled() ? Embedder.unit(own) : own);
        }
        return new Result(out, tokens);
    }

    private static List<float[]> vectors(Services services, Exchange exchange, Embedder embedder, List<Input> inputs)
            throws Exception {
        List<String> texts = new ArrayList<>();
        List<int[]> ids = new ArrayList<>();
        for (Input input : inputs) {
            if (input.ids() != null) {
                ids.add(input.ids());
            } else if (input.text() != null) {
                texts.add(input.text());
            }
        }
        List<float[]> ofTexts =
                texts.isEmpty() ? List.of() : Gathering.embed(services.background(), exchange, embedder, texts);
        List<float[]> ofIds =
                ids.isEmpty() ? List.of() : services.background().run(exchange, () -> embedder.ofIds(ids));
        Iterator<float[]> nextText = ofTexts.iterator();
        Iterator<float[]> nextIds = ofIds.iterator();
        return inputs.stream()
                .map(input -> input.ids() == null ? nextText.next() : nextIds.next())
                .toList();
    }

    /**
     * Scales a vector as llama.cpp's {@code embd_normalize} says.
     *
     * @param norm -1 or 2 for its own length, 1 for the sum of magnitudes, p for the p-norm, 0 for the range of 16-bit numbers
     */
    public static float[] normalized(float[] vector, int norm) {
        if (norm == 2 || norm < 0) {
            return vector;
        }
        double size = 0;
        for (float v : vector) {
            size = norm == 0 ? Math.max(size, Math.abs(v) / MOST_SHORT) : size + Math.pow(Math.abs(v), norm);
        }
        double divisor = norm == 0 ? size : Math.pow(size, 1.0 / norm);
        float[] out = new float[vector.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = divisor == 0 ? 0 : (float) (vector[i] / divisor);
        }
        return out;
    }

    /** Returns the bytes of a vector, 32-bit floats with the lowest byte first, in Base64. */
    public static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
