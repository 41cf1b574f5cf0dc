package org.menura.generate.load;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.DualEncoder;
import org.menura.model.EncoderDecoder;
import org.menura.model.ImageEncoder;
import org.menura.model.Model;
import org.menura.model.SpeechModel;
import org.menura.model.TextEncoder;
import org.menura.model.adapter.SwitchableAdapters;
import org.menura.model.load.AdaptedSource;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.multimodal.OutputModality;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Backend;

/** A loaded model of any kind, with its source and its tokenizer. */
public sealed interface LoadedModel {
    /** Returns the model's files. */
    ModelSource source();

    /** Returns the model's tokenizer and chat template. */
    ModelTokenizer text();

    /**
     * A decoder-only language model.
     *
     * @param senses the model with its encoders of images and audio; null for a model of text alone
     */
    record Decoder(
            ModelSource source,
            ModelTokenizer text,
            CausalModel model,
            @Nullable MultimodalModel senses) implements LoadedModel {
        /** Creates a decoder of text alone. */
        public Decoder(ModelSource source, ModelTokenizer text, CausalModel model) {
            this(source, text, model, null);
        }

        /** Returns a copy with another chat template, given by its source. */
        public Decoder withChatTemplate(String template) {
            return new Decoder(source, text.withChatTemplate(template), model, senses);
        }

        /** Returns a copy with another view of the model, which says what adapters its encoders have, too. */
        public Decoder withModel(CausalModel view) {
            return new Decoder(source, text, view, senses);
        }

        /** Returns the output modality of images, or null. */
        public @Nullable OutputModality drawing() {
            return senses == null ? null : senses.outputs().stream().findFirst().orElse(null);
        }

        /**
         * Returns the renderer of conversations.
         *
         * @throws org.menura.format.FormatException if the model comes without a chat template, or it is malformed
         */
        public ChatRenderer chat() {
            return senses == null ? text.chat() : text.chat().withMedia(senses.placeholders(), senses.signals());
        }
    }

    /** A text encoder. */
    record Encoder(ModelSource source, ModelTokenizer text, TextEncoder model) implements LoadedModel {}

    /** An image encoder. */
    record Images(ModelSource source, ModelTokenizer text, ImageEncoder model) implements LoadedModel {}

    /** A dual encoder of images and texts. */
    record Dual(ModelSource source, ModelTokenizer text, DualEncoder model) implements LoadedModel {}

    /** An encoder–decoder. */
    record Seq2Seq(ModelSource source, ModelTokenizer text, EncoderDecoder model) implements LoadedModel {}

    /** A speech recognition model: an encoder of audio and a decoder of text. */
    record Speech(ModelSource source, ModelTokenizer text, SpeechModel model) implements LoadedModel {}

    /** Opens a model without an adapter; see {@link #open(Path, Optional, Backend)}. */
    static LoadedModel open(Path path, Backend ops) {
        return open(path, Optional.empty(), ops);
    }

    /**
     * Opens a folder or file as {@link ModelSource#open} does and builds the model.
     *
     * @param adapter folder of a PEFT adapter, or a GGUF file of one
     * @throws org.menura.format.FormatException if the model or adapter is damaged or not supported
     */
    static LoadedModel open(Path path, Optional<Path> adapter, Backend ops) {
        return open(ModelSource.open(path), adapter, ops);
    }

    /** Builds the model of a source; see {@link #open(Path, Optional, Backend)}. */
    static LoadedModel open(ModelSource source, Optional<Path> adapter, Backend ops) {
        AdaptedSource adapted = AdaptedSource.of(source, adapter);
        return of(adapted.source(), adapted.model(ModelKind.ANY, ops));
    }

    /** Builds a model that requests choose adapters of. */
    static LoadedModel open(ModelSource source, SwitchableAdapters adapters, Backend ops) {
        CheckpointParameters parameters = new CheckpointParameters(source.weights());
        return of(source, Models.build(ModelKind.ANY, source.fields(), parameters, ops, adapters));
    }

    private static LoadedModel of(ModelSource source, Model opened) {
        ModelTokenizer text = new ModelTokenizer(source);
        return switch (opened) {
            case CausalModel model -> new Decoder(source, text, model);
            case MultimodalModel model -> new Decoder(source, text, model.backbone(), model);
            case TextEncoder model -> new Encoder(source, text, model);
            case ImageEncoder model -> new Images(source, text, model);
            case DualEncoder model -> new Dual(source, text, model);
            case SpeechModel model -> new Speech(source, text, model);
            case EncoderDecoder model -> new Seq2Seq(source, text, model);
            default ->
                throw new FormatException(
                        "%s holds a model of the kind \"%s\", which neither writes nor embeds texts or pictures by itself"
                                .formatted(
                                        source.path(),
                                        Registry.find(ModelKind.ANY, source.fields())
                                                .kind()
                                                .name()));
        };
    }
}
