package org.menura.generate.embed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.generate.load.LoadedModel;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Registry;
import org.menura.tensor.Backend;

/**
 * An embedder of texts, images and audio into one vector space, where similar inputs lie close, whatever their kind.
 * Texts become what sentence-transformers makes of them: pooling, projections, normalising, the default prompt and the
 * longest length are those of the model's own files. The implementations of Menura are thread-safe.
 */
public interface Embedder {
    /** Returns the kinds that the model embeds. */
    Set<EmbeddedKind> kinds();

    /**
     * Computes the embedding of a text. Of one that is longer than {@link #window}, its first tokens count.
     *
     * @throws FormatException if the model embeds no texts
     * @throws IllegalArgumentException if the text has no tokens
     */
    float[] text(String text);

    /**
     * Computes the embeddings of texts, many in each forward pass; see {@link #text}.
     *
     * @return their embeddings in order; those of language models and text encoders are, byte for byte, those of the texts
     *     alone
     * @throws FormatException if the model embeds no texts
     * @throws IllegalArgumentException if a text has no tokens; the message says which
     */
    default List<float[]> texts(List<String> texts) {
        List<float[]> out = new ArrayList<>();
        texts.forEach(text -> out.add(text(text)));
        return out;
    }

    /**
     * Computes the embeddings of texts that are given by all their tokens, those included that the model puts around texts.
     * Of one that is longer than {@link #window}, its first tokens count.
     *
     * @throws FormatException if the model embeds no tokens
     * @throws IllegalArgumentException if a text has no tokens
     */
    default List<float[]> ofIds(List<int[]> texts) {
        throw new FormatException("the model embeds texts, not token ids");
    }

    /** Counts the tokens of a text, those included that the model puts around and before it. */
    default int tokens(String text) {
        return text.length();
    }

    /**
     * Returns the maximum length of a text in tokens, beyond which it is cut off; {@link Integer#MAX_VALUE} if there is
     * no bound.
     */
    default int window() {
        return Integer.MAX_VALUE;
    }

    /** Returns the names of the prompts that the model's files have, of which one may stand before each text. */
    default Set<String> prompts() {
        return Set.of();
    }

    /**
     * Returns an embedder that puts the prompt of that name before each text, instead of the model's default one.
     *
     * @throws FormatException if the model has no prompt of that name
     */
    default Embedder prompted(String name) {
        throw new FormatException("the model has no prompts, so none is called " + name);
    }

    /** Returns the embedder whose vectors have the lengths that the model gives them, also where its files say that they get length 1. */
    default Embedder unscaled() {
        return this;
    }

    /** Returns the embedder of what is searched for: with the prompt {@code query}, where the model has one. */
    default Embedder ofQueries() {
        return prompts().contains("query") ? prompted("query") : this;
    }

    /**
     * Returns the embedder of what is searched through: with the first of the prompts {@code document}, {@code passage} and
     * {@code corpus} that the model has.
     */
    default Embedder ofDocuments() {
        return Stream.of("document", "passage", "corpus")
                .filter(prompts()::contains)
                .findFirst()
                .map(this::prompted)
                .orElse(this);
    }

    /**
     * Computes the embedding of an image.
     *
     * @throws FormatException if the model embeds no pictures
     */
    float[] image(Image picture);

    /**
     * Computes the embedding of audio of any length, of which the model takes some stretches.
     *
     * @param file WAV, FLAC, Ogg Vorbis or MP3
     * @throws FormatException if the model embeds no sounds, or the file is damaged
     */
    float[] sound(Path file);

    /**
     * Opens an embedding model: ImageBind for all kinds, CLIP and SigLIP for texts and images, others for one of the
     * two.
     *
     * @param pooling how rows are pooled into one embedding; null for what the model's files say, else the mean for
     *     encoders and the last token for decoders
     * @param normalized whether all embeddings have length 1, also where the model's files say nothing of it
     * @throws FormatException if the model is damaged or of a kind that embeds nothing
     */
    static Embedder open(Path path, @Nullable Pooling pooling, boolean normalized, Backend ops) {
        return open(path, Optional.empty(), pooling, normalized, ops);
    }

    /**
     * Opens an embedding model with an adapter; see {@link #open(Path, Pooling, boolean, Backend)}.
     *
     * @throws FormatException also if the adapter is damaged or does not fit the model
     */
    static Embedder open(
            Path path, Optional<Path> adapter, @Nullable Pooling pooling, boolean normalized, Backend ops) {
        ModelSource source = ModelSource.open(path);
        return adapter.isEmpty() && Registry.isA(ModelKind.JOINT_ENCODER, source.fields())
                ? new ImageBindEmbedder(source, normalized, ops)
                : of(LoadedModel.open(source, adapter, ops), pooling, normalized);
    }

    /** Returns the embedder of a model that is loaded already; see {@link #open}. */
    static Embedder of(LoadedModel model, @Nullable Pooling pooling, boolean normalized) {
        return new ModelEmbedder(model, pooling, normalized);
    }

    /** Returns the error of a kind that a model does not embed. */
    static FormatException refused(Path model, EmbeddedKind kind, Set<EmbeddedKind> kinds) {
        return new FormatException("%s embeds %s, not %s; ImageBind embeds texts, pictures and sounds"
                .formatted(
                        model,
                        kinds.stream().map(EmbeddedKind::plural).collect(Collectors.joining(" and ")),
                        kind.plural()));
    }

    /** Normalises a vector to length 1, in its place; zeros stay zeros. */
    static float[] unit(float[] vector) {
        double squares = 0;
        for (float v : vector) {
            squares += (double) v * v;
        }
        float scale = (float) (1 / Math.max(Math.sqrt(squares), 1e-12));
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= scale;
        }
        return vector;
    }

    /** Computes the cosine similarity of two vectors of one length; 0 if one is zeros. */
    static float cosine(float[] a, float[] b) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            left += (double) a[i] * a[i];
            right += (double) b[i] * b[i];
        }
        return left == 0 || right == 0 ? 0 : (float) (product / Math.sqrt(left * right));
    }
}
