package org.menura.generate.embed;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.generate.load.LoadedModel;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Registry;
import org.menura.tensor.Backend;

/** Turns what its model understands into vectors of one space: what is alike lies close, whatever its kind. */
public interface Embedder {
    /** The kinds that the model embeds. */
    Set<Kind> kinds();

    /**
     * The vector of a text.
     *
     * @throws FormatException if the model embeds no texts
     * @throws org.menura.generate.session.ContextOverflowException if it is too long for a model that reads all of a text
     */
    float[] text(String text);

    /**
     * The vector of a picture.
     *
     * @throws FormatException if the model embeds no pictures
     */
    float[] image(Image picture);

    /**
     * The vector of a sound of any length, of which the model hears some stretches.
     *
     * @param file WAV, FLAC, Ogg Vorbis or MP3
     * @throws FormatException if the model embeds no sounds, or the file is damaged
     */
    float[] sound(Path file);

    /**
     * Opens a model: ImageBind for all kinds, CLIP and SigLIP for texts and pictures, others for one of the two.
     *
     * @param pooling how rows become one vector where the model has no opinion; null for the usual way
     * @param normalized whether all vectors have length 1
     * @throws FormatException if the model is damaged or of a kind that embeds nothing
     */
    static Embedder open(Path path, Embedding.@Nullable Pooling pooling, boolean normalized, Backend ops) {
        ModelSource source = ModelSource.open(path);
        return Registry.isA(ModelKind.JOINT_ENCODER, source.fields())
                ? new ImageBindEmbedder(source, normalized, ops)
                : new BundleEmbedder(new Embedding(LoadedModel.open(path, ops), pooling, normalized));
    }

    /** Refuses a kind that a model does not embed. */
    static FormatException refused(Path model, Kind kind, Set<Kind> kinds) {
        return new FormatException("%s embeds %s, not %s; ImageBind embeds texts, pictures and sounds"
                .formatted(
                        model, kinds.stream().map(Kind::plural).collect(Collectors.joining(" and ")), kind.plural()));
    }

    /** The cosine of the angle between two vectors of one length; 0 if one is zeros. */
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
