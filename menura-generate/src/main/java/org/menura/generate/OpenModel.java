package org.menura.generate;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.AdapterSet;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Seq2SeqSession;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;

/** A loaded model until it is closed: as what its kind allows, with which adapters, and sequences of it. */
final class OpenModel {
    private final LoadedModel loaded;
    private final @Nullable AdapterSet adapters;
    private final LoadOptions options;
    private volatile boolean closed;

    OpenModel(LoadedModel loaded, @Nullable AdapterSet adapters, LoadOptions options) {
        this.loaded = loaded;
        this.adapters = adapters;
        this.options = options;
    }

    /** Throws if the model was closed. */
    void check() {
        if (closed) {
            throw new IllegalStateException("the model was closed; load it again");
        }
    }

    void close() {
        closed = true;
    }

    Tokenizer tokenizer() {
        return loaded.text().tokenizer();
    }

    Set<String> adapterNames() {
        return adapters == null ? Set.of() : new LinkedHashSet<>(adapters.names());
    }

    /** The decoder with the adapters that are asked for. */
    CausalModel model(GenerationOptions how) {
        LoadedModel.Decoder model = decoder();
        if (how.adapters() == null) {
            return model.model();
        }
        if (adapters == null) {
            if (how.adapters().weights().isEmpty()) {
                return model.model();
            }
            throw new IllegalArgumentException(
                    "there is no adapter %s, nor any other; load the model with it".formatted(how.adapters()));
        }
        return adapters.model(how.adapters());
    }

    /** The model as a decoder, which alone continues texts. */
    LoadedModel.Decoder decoder() {
        check();
        return switch (loaded) {
            case LoadedModel.Decoder d -> d;
            case LoadedModel.Seq2Seq s ->
                throw new FormatException(
                        s.source().path() + " is an encoder-decoder; this is for decoders, it writes with generate");
            case LoadedModel.Encoder e ->
                throw new FormatException(e.source().path() + " is a text encoder, which writes no text; embed it");
            case LoadedModel.Speech s ->
                throw new FormatException(s.source().path() + " writes what it hears; give it to a Transcriber");
            case LoadedModel.Images _, LoadedModel.Dual _ ->
                throw new FormatException(loaded.source().path() + " embeds pictures and writes no text");
        };
    }

    /** The decoder and its encoders with the adapters that are asked for. */
    LoadedModel.Decoder decoder(GenerationOptions how) {
        return decoder().withModel(model(how));
    }

    /** An empty sequence of the decoder with the adapters that are asked for. */
    Session session(GenerationOptions how) {
        return session(model(how));
    }

    /** An empty sequence of the decoder, or of one of its views. */
    Session session(CausalModel model) {
        Session session = new Session(model, options.cacheType());
        if (options.context() < session.contextLength()) {
            session.limitContext(options.context());
        }
        return session;
    }

    /** An empty output sequence of an encoder–decoder for a source text. */
    Seq2SeqSession sequence(String text) {
        check();
        if (!(loaded instanceof LoadedModel.Seq2Seq model)) {
            throw new FormatException(loaded.source().path() + " is no encoder-decoder");
        }
        int[] source = tokenizer().encode(text, true, true);
        return new Seq2SeqSession(
                model.model(), source, loaded.text().startId(model.model().startId()));
    }
}
