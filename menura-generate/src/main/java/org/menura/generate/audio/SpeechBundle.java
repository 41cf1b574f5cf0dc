package org.menura.generate.audio;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.prompt.Processors;
import org.menura.model.SpeechModel;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.load.AdaptedSource;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Backend;

/**
 * A speech recognition model with its audio features, tokenizer and special tokens.
 *
 * @param source the model's files
 * @param model the model
 * @param features the log-mel features that the model takes
 * @param tokenizer the model's tokenizer
 * @param tokens the special tokens of language, task and timestamps
 */
public record SpeechBundle(
        ModelSource source, SpeechModel model, WhisperFeatures features, Tokenizer tokenizer, SpeechTokens tokens) {
    /**
     * Opens a speech recognition model's folder.
     *
     * @throws FormatException if it is no model of speech, or its files do not fit each other
     */
    public static SpeechBundle open(Path path, Backend ops) {
        return open(path, Optional.empty(), ops);
    }

    /**
     * Opens a speech recognition model's folder with an adapter; see {@link #open(Path, Backend)}.
     *
     * @param adapter folder of a PEFT adapter
     * @throws FormatException also if the adapter is damaged or does not fit the model
     */
    public static SpeechBundle open(Path path, Optional<Path> adapter, Backend ops) {
        AdaptedSource adapted = AdaptedSource.of(ModelSource.open(path), adapter);
        ModelSource source = adapted.source();
        FutureTask<Tokenizer> reading = new FutureTask<>(() -> new ModelTokenizer(source).tokenizer());
        Thread.ofPlatform().name("menura-tokenizer").daemon().start(reading);
        SpeechModel model = adapted.model(ModelKind.SPEECH, ops);
        WhisperFeatures features = features(source, model);
        Tokenizer tokenizer = Waiting.result(reading);
        return new SpeechBundle(source, model, features, tokenizer, SpeechTokens.of(source, tokenizer, model));
    }

    private static WhisperFeatures features(ModelSource source, SpeechModel model) {
        HfFolder folder = source.folder();
        WhisperFeatures out = folder != null && Processors.areIn(folder.path())
                ? Processors.sounds(source)
                : new WhisperFeatures(model.mels(), 16_000, 160, 400, 30);
        if (out.mels() != model.mels() || out.frames() != model.frames()) {
            throw new FormatException("%s prepares %d frames of %d bands, but the model hears %d of %d"
                    .formatted(source.path(), out.frames(), out.mels(), model.frames(), model.mels()));
        }
        return out;
    }

    /** Returns the seconds from one timestamp that the model can write to the next: two rows of features. */
    double secondsPerTimestamp() {
        return 2.0 * features.hop() / features.rate();
    }
}
