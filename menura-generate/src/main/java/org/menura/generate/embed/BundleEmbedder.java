package org.menura.generate.embed;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.menura.format.image.Image;
import org.menura.generate.load.LoadedModel;

/** A model of texts, of pictures or of both. */
record BundleEmbedder(Embedding embedding) implements Embedder {
    @Override
    public Set<Kind> kinds() {
        return switch (embedding.bundle()) {
            case LoadedModel.Dual _ -> EnumSet.of(Kind.TEXT, Kind.IMAGE);
            case LoadedModel.Images _ -> EnumSet.of(Kind.IMAGE);
            case LoadedModel.Speech _ -> EnumSet.noneOf(Kind.class);
            default -> EnumSet.of(Kind.TEXT);
        };
    }

    @Override
    public float[] text(String text) {
        return embedding.of(text);
    }

    @Override
    public float[] image(Image picture) {
        return embedding.of(picture);
    }

    @Override
    public float[] sound(Path file) {
        throw Embedder.refused(embedding.bundle().source().path(), Kind.SOUND, kinds());
    }
}
