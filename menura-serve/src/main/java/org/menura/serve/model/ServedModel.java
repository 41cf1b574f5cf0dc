package org.menura.serve.model;

import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.audio.SpeechBundle;
import org.menura.generate.embed.Embedder;
import org.menura.generate.image.ImagePipeline;
import org.menura.generate.load.LoadedModel;
import org.menura.model.VoiceDetector;
import org.menura.tensor.annotation.Internal;

/** A loaded model, by what it can do. */
@Internal
public sealed interface ServedModel extends AutoCloseable {
    /** Closes the model once what is under way is complete. */
    @Override
    default void close() {}

    /** A model that writes or embeds. */
    record Language(LanguageModel model) implements ServedModel {
        /** Returns the decoder, or null if the model writes nothing. */
        public LoadedModel.@Nullable Decoder decoder() {
            return model.loaded() instanceof LoadedModel.Decoder d ? d : null;
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /**
     * A model that writes what it hears.
     *
     * @param detector finds the speech; null if the server was given none
     */
    record Speech(SpeechBundle bundle, @Nullable VoiceDetector detector) implements ServedModel {}

    /** A model that draws. */
    record Pictures(ImagePipeline pipeline) implements ServedModel {}

    /** A model that embeds texts, pictures and sounds into one space. */
    record Joint(Embedder embedder) implements ServedModel {}
}
