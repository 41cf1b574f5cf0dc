package org.menura.generate.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.load.PipelineParts;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;

/** Turns prompts into what a denoiser is told: by one text encoder, or, of XL, by two; its refiner has the second alone. */
@Extension
public final class TextConditions {
    private static final String LAYER = "layer.";
    private static final String EMBEDDINGS = "embeddings";

    /** How beautiful pictures are, from 1 to 10, that follow a prompt and a negative one, as in diffusers. */
    private static final float FINE = 6;

    private static final float POOR = 2.5f;

    private final Backend ops;
    private final List<PromptIds> prompts = new ArrayList<>();
    private final List<TextEncoder> encoders = new ArrayList<>();
    private final boolean isXl;
    private final boolean nothingIsZero;
    private final boolean judges;

    /** Opens the encoders of a folder. */
    public TextConditions(DiffusersFolder folder, Backend ops) {
        this(PipelineParts.of(folder, Map.of()), ops);
    }

    /** Opens the encoders among a pipeline's models. */
    public TextConditions(PipelineParts parts, Backend ops) {
        DiffusersFolder folder = parts.folder();
        this.ops = ops;
        for (String more : List.of("", "_2")) {
            if (folder.has("text_encoder" + more)) {
                TextEncoder encoder = Models.open(ModelKind.TEXT_ENCODER, parts.model("text_encoder" + more), ops);
                encoders.add(encoder);
                prompts.add(PromptIds.open(folder.folder("tokenizer" + more), encoder.contextLength()));
            }
        }
        if (encoders.isEmpty()) {
            folder.folder("text_encoder"); // says that it is missing
        }
        isXl = folder.pipeline().startsWith("StableDiffusionXL");
        nothingIsZero = isXl && folder.flag("force_zeros_for_empty_prompt", true);
        judges = folder.flag("requires_aesthetics_score", false);
    }

    /**
     * Creates the conditions of one encoder and its tokenizer, as Stable Diffusion 1 and 2 have them.
     *
     * @param tokenizer its folder
     */
    public TextConditions(TextEncoder encoder, Path tokenizer) {
        this.ops = encoder.ops();
        encoders.add(encoder);
        prompts.add(PromptIds.open(tokenizer, encoder.contextLength()));
        isXl = false;
        nothingIsZero = false;
        judges = false;
    }

    /** Returns whether a prompt is too long for an encoder, so that its end is cut off. */
    public boolean cuts(String prompt) {
        return prompts.stream().anyMatch(p -> p.cuts(prompt));
    }

    /** Encodes a prompt into token ids for the first encoder. */
    public int[] ids(String prompt) {
        return prompts.getFirst().ids(prompt);
    }

    /**
     * Computes the denoiser's condition of images that follow prompts, an image each; empty ones count as not given.
     *
     * @param width width of the images, which is a condition of XL
     * @param height height of the images
     */
    public Denoiser.Condition of(List<String> texts, int width, int height) {
        return of(texts, i -> texts.get(i).isEmpty(), width, height);
    }

    /**
     * Computes the denoiser's condition of images that follow prompts, an image each.
     *
     * @param negative whether a text, by its number, is a negative prompt; an empty one was not given, and some models of XL
     *     are told nothing then, which is something else than an empty text
     * @param width width of the images, which is a condition of XL
     * @param height height of the images
     */
    public Denoiser.Condition of(List<String> texts, IntPredicate negative, int width, int height) {
        return of(texts, negative, 0, width, height);
    }

    /**
     * Computes the same without the encoders' last layers.
     *
     * @param skipped how many layers are left out; negative prompts go through all, as in diffusers
     * @throws FormatException if an encoder has fewer
     */
    Denoiser.Condition of(List<String> texts, IntPredicate negative, int skipped, int width, int height) {
        if (!isXl) {
            int[][] ids = texts.stream().map(this::ids).toArray(int[][]::new);
            ForwardBatch step = ForwardBatch.whole(ids);
            TextEncoder encoder = encoders.getFirst();
            Tensor rows = encoder.encode(step);
            if (skipped > 0) {
                rows = either(rows, encoder.encode(step, skipped), step.segments(), negative);
            }
            return Denoiser.Condition.of(new Denoiser.Text(rows, step.segments()));
        }
        List<Tensor> parts = new ArrayList<>();
        Tensor pooled = null;
        Segments segments = null;
        for (int i = 0; i < encoders.size(); i++) {
            PromptIds prompt = prompts.get(i);
            int[][] ids = texts.stream().map(prompt::ids).toArray(int[][]::new);
            TreeMap<Integer, Tensor> layers = new TreeMap<>();
            ForwardBatch step = ForwardBatch.whole(ids).withObserver((name, value) -> keepLayer(name, value, layers));
            Tensor encoded = encoders.get(i).encode(step);
            layers.pollLastEntry();
            Tensor usual = layers.lastEntry().getValue();
            Tensor earlier = layers.get(layers.lastKey() - skipped);
            if (earlier == null) {
                throw new FormatException("a text encoder of %d layers can't leave out %d more than its last"
                        .formatted(layers.size(), skipped));
            }
            parts.add(skipped == 0 ? usual : either(usual, earlier, step.segments(), negative));
            Map<String, Tensor> outputs = encoders.get(i).outputs(encoded, step);
            pooled = outputs.getOrDefault("text_embeds", pooled);
            segments = step.segments();
        }
        Tensor rows = ops.concat(parts);
        for (int n = 0; nothingIsZero && n < texts.size(); n++) {
            if (negative.test(n) && texts.get(n).isEmpty() && segments != null) {
                clear(rows, segments.start(n), segments.end(n));
                clear(pooled, n, n + 1);
            }
        }
        return new Denoiser.Condition(
                segments == null ? null : new Denoiser.Text(rows, segments),
                null,
                pooled,
                sizes(texts.size(), negative, width, height));
    }

    /**
     * Computes the denoiser's condition of an image that follows rows from elsewhere, in the place of the text
     * encoder's.
     *
     * @param rows [rows, width]
     * @param negative a text that stands before them as another picture's, for guidance; null for none
     * @throws FormatException if rows of that width are not what the text encoder makes
     */
    public Denoiser.Condition of(Tensor rows, @Nullable String negative) {
        int width = encoders.getFirst().hiddenSize();
        if (isXl || rows.dim(1) != width) {
            throw new FormatException("a condition of width %d does not fit a generator whose text encoder%s"
                    .formatted(rows.dim(1), isXl ? "s are of XL" : " has the width " + width));
        }
        Segments own = Segments.ofLengths(rows.dim(0));
        if (negative == null) {
            return Denoiser.Condition.of(new Denoiser.Text(rows, own));
        }
        ForwardBatch step = ForwardBatch.whole(ids(negative));
        float[] before = encoders.getFirst().encode(step).toFloats();
        float[] after = rows.toFloats();
        float[] both = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, both, before.length, after.length);
        int count = before.length / width;
        return Denoiser.Condition.of(
                new Denoiser.Text(Tensor.of(both, count + rows.dim(0), width), Segments.ofLengths(count, rows.dim(0))));
    }

    /** The rows of negative prompts of one, those of others of the other. */
    private static Tensor either(Tensor ofNegative, Tensor others, Segments segments, IntPredicate negative) {
        float[] out = others.toFloats();
        float[] from = ofNegative.toFloats();
        int width = others.dim(1);
        for (int n = 0; n < segments.count(); n++) {
            if (negative.test(n)) {
                int start = segments.start(n) * width;
                System.arraycopy(from, start, out, start, segments.end(n) * width - start);
            }
        }
        return Tensor.of(out, others.dim(0), width);
    }

    private static void keepLayer(String name, Tensor value, Map<Integer, Tensor> layers) {
        if (name.equals(EMBEDDINGS)) {
            layers.put(-1, value);
        } else if (name.startsWith(LAYER)) {
            layers.put(Integer.parseInt(name.substring(LAYER.length())), value);
        }
    }

    private static void clear(@Nullable Tensor t, int from, int to) {
        if (t != null) {
            Tensor rows = t.rows(from, to);
            Arrays.fill(rows.floats(), rows.offset(), rows.offset() + (int) rows.elements(), 0);
        }
    }

    /** The original size, where the cut begins, and the size that is wanted, or of refiners how beautiful a picture is. */
    private Tensor sizes(int count, IntPredicate negative, int width, int height) {
        float[] one =
                judges ? new float[] {height, width, 0, 0, FINE} : new float[] {height, width, 0, 0, height, width};
        float[] all = new float[count * one.length];
        for (int n = 0; n < count; n++) {
            System.arraycopy(one, 0, all, n * one.length, one.length);
            if (judges && negative.test(n)) {
                all[(n + 1) * one.length - 1] = POOR;
            }
        }
        return Tensor.of(all, count, one.length);
    }
}
